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
/** OpenID Connect Discovery, section 4. */
const DISCOVERY_PATH = '/.well-known/openid-configuration';
const DISCOVERY_URL = `https://cxone.niceincontact.com${DISCOVERY_PATH}`;
const SCOPE = 'data-actions:read data-actions:write';

/** What the service puts into a form by itself. */
const OURS = ['grant_type', 'client_id', 'client_secret', 'username', 'password'];

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
  const { tokenUrl, discoveryUrl } = endpointOf(read, baseUrl, mode);
  const form = formOf(read, mode);
  const accessKey = mode === 'client_credentials' ? null : accessKeyOf(needed);
  if (mode === 'access_key') return accessKey && tokenUrl ? { mode, accessKey, tokenUrl } : null;
  const auth = read.choice('CXONE_CLIENT_AUTH') ?? (mode === 'password' ? 'basic' : 'body');
  const [id, secret] = [needed('CXONE_CLIENT_ID'), needed('CXONE_CLIENT_SECRET')];
  if (id === undefined || secret === undefined) return null;
  const client = { id, secret, auth };
  if (mode === 'password') return accessKey && { mode, client, accessKey, tokenUrl, discoveryUrl, ...form };
  return tokenUrl === null ? null : { mode, client, tokenUrl, ...form };
}

function accessKeyOf(needed: (name: SecretName) => string | undefined): AccessKey | null {
  const [id, secret] = [needed('CXONE_ACCESS_KEY_ID'), needed('CXONE_ACCESS_KEY_SECRET')];
  return id === undefined || secret === undefined ? null : { id, secret };
}

/** Where CXONE_TOKEN_URL or the mode says that tokens come from; `tokenUrl` is `null` where discovery finds it. */
function endpointOf(
  read: EnvReader,
  baseUrl: string,
  mode: CxoneAuthMode,
): { tokenUrl: string | null; discoveryUrl: string } {
  const text = read.text('CXONE_TOKEN_URL') ?? PATHS[mode];
  if (text === null) return { tokenUrl: null, discoveryUrl: DISCOVERY_URL };
  if (/^\/(?!\/)[\x21-\x7e]*$/.test(text)) return { tokenUrl: baseUrl + text, discoveryUrl: DISCOVERY_URL };
  const problem = addressProblem(text, mode);
  if (problem !== null) read.problem('CXONE_TOKEN_URL', problem);
  return text.endsWith(DISCOVERY_PATH)
    ? { tokenUrl: null, discoveryUrl: text }
    : { tokenUrl: text, discoveryUrl: DISCOVERY_URL };
}

/** What is expected instead of an address that cannot be called; `null`: it can. */
function addressProblem(text: string, mode: CxoneAuthMode): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return 'an http or https address, or a path that begins with /';
  }
  const { username, password, pathname } = new URL(text);
  // Messages show the address.
  if (username !== '' || password !== '') return 'an address without credentials';
  return pathname.endsWith(DISCOVERY_PATH) && mode !== 'password'
    ? 'the token endpoint itself, since CXONE_AUTH_MODE=password alone reads a discovery document'
    : null;
}

function formOf(read: EnvReader, mode: CxoneAuthMode): FormExtras {
  const given = [...new URLSearchParams(read.text('CXONE_TOKEN_PARAMS') ?? '')];
  const params = given.filter(([name]) => name !== 'scope');
  // NICE documents no scope for the password grant, and CXone refuses a scope that it does not know.
  const scope = given.findLast(([name]) => name === 'scope')?.[1] ?? (mode === 'password' ? '' : SCOPE);
  if (params.some(([name]) => name === '' || OURS.includes(name))) {
    read.problem('CXONE_TOKEN_PARAMS', `name=value&name=value, with none of ${OURS.join(', ')}`);
  } else if (given.length > 0 && mode === 'access_key') {
    read.problem('CXONE_TOKEN_PARAMS', 'nothing, since CXONE_AUTH_MODE=access_key sends no form');
  }
  return { scope, params };
}
