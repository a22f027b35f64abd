/**
 * An identity provider for tests (oidc-provider, certified by the OpenID Foundation) as a process:
 *
 *   node identity-provider.mjs PORT REDIRECT_URI [KEY_ID...]
 *
 * It signs with the first key id, and publishes all of them. Any name signs in; a name such as `ada:dlq-ops` has the role
 * behind the colon. The client `console` gets JWT access tokens for the audience `cxone-dlq`, which carry the roles too.
 */
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { Provider } from 'oidc-provider';

const [port, redirectUri, ...keyIds] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;

/** A key by its id is the same after a restart, since a token may outlive the process. */
function key(id) {
  const file = join(process.env.KEYS_DIR ?? tmpdir(), `${id}.pem`);
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  }
  const jwk = createPrivateKey(readFileSync(file, 'utf8')).export({ format: 'jwk' });
  return { ...jwk, kid: id, alg: 'RS256', use: 'sig' };
}

const rolesOf = (accountId) => accountId.split(':').slice(1);

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'console',
      client_secret: 'console-secret-of-a-test',
      grant_types: ['authorization_code', 'client_credentials'],
      response_types: ['code'],
      redirect_uris: [redirectUri],
    },
  ],
  jwks: { keys: keyIds.map(key) },
  pkce: { required: () => true },
  claims: { openid: ['sub', 'roles'], profile: ['preferred_username'], email: ['email'] },
  conformIdTokenClaims: false,
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, preferred_username: id.split(':')[0], roles: rolesOf(id) }),
  }),
  cookies: { keys: ['a secret of a test'] },
  features: {
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => undefined,
      getResourceServerInfo: () => ({
        scope: 'roles',
        audience: 'cxone-dlq',
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  },
  extraTokenClaims: () => ({ roles: (process.env.CLIENT_ROLES ?? 'dlq-ops').split(',') }),
});

provider.listen(Number(port), '127.0.0.1', () => process.stdout.write(`identity provider on ${issuer}\n`));
