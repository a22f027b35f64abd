import type { EnvReader } from './env-reader.js';
import type { ChoiceOf, SecretName } from './variables/variables.js';

export type CxoneAuthMode = ChoiceOf<'CXONE_AUTH_MODE'>;

/** The OAuth client, and how it says who it is (RFC 6749, section 2.3.1). */
export interface OAuthClient {
  id: string;
  secret: string;
  auth: ChoiceOf<'CXONE_CLIENT_AUTH'>;
}

/** Of a CXone user that stands for a back end. */
export interface AccessKey {
  id: string;
  secret: string;
}

/** What a form holds besides its grant. */
interface FormExtras {
  /** Empty: none is sent. */
  scope: string;
  params: ReadonlyArray<readonly [name: string, value: string]>;
}

/** Who the service is to CXone, and where its tokens come from. */
export type CxoneAuth =
  | ({ mode: 'client_credentials'; client: OAuthClient; tokenUrl: string } & FormExtras)
  | ({
      mode: 'password';
      client: OAuthClient;
      accessKey: AccessKey;
      /** `null`: what the document at `discoveryUrl` says. */
      tokenUrl: string | null;
      discoveryUrl: string;
    } & FormExtras)
  | { mode: 'access_key'; accessKey: AccessKey; tokenUrl: string };

/** Contract, section 4; and the older clusters of NICE. */
const PATHS = {
  client_credentials: '/api/v2/oauth/token',
  password: null,
  access_key: '/authentication/v1/token/access-key',
} as const satisfies Record<CxoneAuthMode, string | null>;
const SCOPE = 'data-actions:read data-actions:write';

/** What the service puts into a form by itself. */
const OURS = ['grant_type', 'client_id', 'client_secret', 'username', 'password', 'scope'];

/**
 * The variables of CXone's authentication; `null` where any that the mode needs is missing.
 *
 * @param required why they are needed, as a problem has it; `null`: they are not
 */
export function cxoneAuth(read: EnvReader, baseUrl: string, required: string | null): CxoneAuth | null {
  const mode = read.choice('CXONE_AUTH_MODE');
  const needed = (name: SecretName): string | undefined => {
    const before = read.problems.length;
    const value = read.secret(name);
    if (value === undefined && required !== null && read.problems.length === before) {
      read.problem(name, required);
    }
    return value;
  };
  const tokenUrl = tokenUrlOf(read, baseUrl, PATHS[mode]);
  const form = formOf(read, mode);
  const accessKey = mode === 'client_credentials' ? null : accessKeyOf(needed);
  if (mode === 'access_key') return accessKey && tokenUrl ? { mode, accessKey, tokenUrl } : null;
  const auth = read.choice('CXONE_CLIENT_AUTH') ?? (mode === 'password' ? 'basic' : 'body');
  const [id, secret] = [needed('CXONE_CLIENT_ID'), needed('CXONE_CLIENT_SECRET')];
  const discoveryUrl = read.urlWithoutCredentials('CXONE_DISCOVERY_URL');
  if (id === undefined || secret === undefined) return null;
  const client = { id, secret, auth };
  if (mode === 'password') return accessKey && { mode, client, accessKey, tokenUrl, discoveryUrl, ...form };
  return tokenUrl === null ? null : { mode, client, tokenUrl, ...form };
}

function accessKeyOf(needed: (name: SecretName) => string | undefined): AccessKey | null {
  const [id, secret] = [needed('CXONE_ACCESS_KEY_ID'), needed('CXONE_ACCESS_KEY_SECRET')];
  return id === undefined || secret === undefined ? null : { id, secret };
}

function tokenUrlOf(read: EnvReader, baseUrl: string, fallback: string | null): string | null {
  const url = read.urlWithoutCredentials('CXONE_TOKEN_URL');
  const path = read.text('CXONE_TOKEN_PATH') ?? fallback;
  if (path !== null && !/^\/[\x21-\x7e]*$/.test(path))
    read.problem('CXONE_TOKEN_PATH', 'a path that begins with /');
  return url ?? (path === null ? null : baseUrl + path);
}

function formOf(read: EnvReader, mode: CxoneAuthMode): FormExtras {
  // With an access key NICE documents no scope, and one that is not known is refused.
  const scope = read.textOrEmpty('CXONE_SCOPE') ?? (mode === 'client_credentials' ? SCOPE : '');
  const params = [...new URLSearchParams(read.text('CXONE_TOKEN_PARAMS') ?? '')];
  if (params.some(([name]) => name === '' || OURS.includes(name))) {
    read.problem('CXONE_TOKEN_PARAMS', `name=value&name=value, with none of ${OURS.join(', ')}`);
  } else if (params.length > 0 && mode === 'access_key') {
    read.problem('CXONE_TOKEN_PARAMS', 'nothing, since CXONE_AUTH_MODE=access_key sends no form');
  }
  return { scope, params };
}
