import { ACCESS } from './access.js';
import { AUDIT } from './audit.js';
import { CXONE } from './cxone.js';
import { GROUPS } from './groups.js';
import { HTTP } from './http.js';
import { MASKING } from './masking.js';
import { NOTIFY } from './notify.js';
import { PROCESSING } from './processing.js';
import { PROXIES } from './proxies.js';
import { REPLICAS } from './replicas.js';
import { RETRY } from './retry.js';
import { SIGNATURES } from './signatures.js';
import { STORE } from './store.js';
import { TRACING } from './tracing.js';
import type { VariableGroup } from './variable.js';
import { WEBHOOK } from './webhook.js';

/** Every variable that the service reads. docs/configuration.md, `.env.example` and docs/limits.md are made from it. */
export const VARIABLES = {
  ...HTTP,
  ...ACCESS,
  ...AUDIT,
  ...WEBHOOK,
  ...SIGNATURES,
  ...MASKING,
  ...PROCESSING,
  ...STORE,
  ...CXONE,
  ...PROXIES,
  ...RETRY,
  ...REPLICAS,
  ...GROUPS,
  ...NOTIFY,
  ...TRACING,
};

/** The same by subject, in the order of the documents. */
export const VARIABLE_GROUPS: readonly VariableGroup[] = [
  { title: 'HTTP', variables: HTTP },
  { title: 'Access', variables: ACCESS },
  { title: 'Audit', variables: AUDIT },
  { title: 'Webhook', variables: WEBHOOK },
  { title: 'Signatures', variables: SIGNATURES },
  { title: 'Masking', variables: MASKING },
  { title: 'Processing and targets', variables: PROCESSING },
  { title: 'Store', variables: STORE },
  { title: 'CXone', variables: CXONE },
  { title: 'Proxies on the way out', variables: PROXIES },
  { title: 'Retrying and keeping', variables: RETRY },
  { title: 'Several processes and replicas', variables: REPLICAS },
  { title: 'Causes', variables: GROUPS },
  { title: 'Telling somebody', variables: NOTIFY },
  { title: 'Traces (variables of OpenTelemetry)', variables: TRACING },
];

type Variables = typeof VARIABLES;
export type VariableName = keyof Variables;

/** The names of the variables whose entry is like `Shape`. */
type NamesOf<Shape> = { [N in VariableName]: Variables[N] extends Shape ? N : never }[VariableName];

export type IntegerName = NamesOf<{ type: 'integer' }>;
export type BooleanName = NamesOf<{ type: 'boolean' }>;
export type ChoiceName = NamesOf<{ type: 'choice' }>;
export type TextName = NamesOf<{ type: 'text' }>;
export type UrlName = NamesOf<{ type: 'url' }>;
/** A profile's secret is named by its profile. */
export type SecretName = NamesOf<{ type: 'secret' }> | `WEBHOOK_SECRET_${string}`;

/** Those with one default, which is no number. */
export type DefaultName = NamesOf<{ default: boolean | string }>;

export type ChoiceOf<N extends ChoiceName> = Variables[N]['values'][number];
