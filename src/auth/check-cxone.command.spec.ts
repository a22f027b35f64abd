import { afterEach, describe, expect, it } from 'vitest';
import { CLIENT_SECRET, cxoneEnv } from '../../test/support/cxone-world.js';
import { ScriptedServer, type ScriptedAnswer } from '../../test/support/scripted-server.js';
import { TestClock } from '../../test/support/test-clock.js';
import { NoAnswer } from '../outbound/upstream-failure.js';
import { checkCxoneCommand, type CxoneCheckResult } from './check-cxone.command.js';
import { tokenAdvice } from './token-advice.js';

const NOW = Date.UTC(2024, 9, 23, 14);

function jwt(claims: object): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none' })}.${part(claims)}.s1gnature`;
}

describe('npm run check-cxone', () => {
  let server: ScriptedServer;

  afterEach(() => server.stop());

  async function check(answer: ScriptedAnswer, env: Record<string, string> = {}): Promise<CxoneCheckResult> {
    server = await ScriptedServer.start(() => answer);
    return checkCxoneCommand({ env: { ...cxoneEnv(server.url), ...env }, clock: new TestClock(NOW) });
  }

  it('prints the endpoint, the life and the owner of the token', async () => {
    const claims = { iat: NOW / 1_000, area: 'na1', tenantId: '11eb-42', icBUId: 4_597 };
    const access_token = jwt(claims);
    const { exitCode, text } = await check({ json: { access_token, expires_in: 3_600, scope: 'a b' } });
    expect(text.split('\n')).toEqual([
      'mode: client_credentials',
      `endpoint: ${server.url}/api/v2/oauth/token`,
      'token: yes, good for 3600 s, until 2024-10-23T15:00:00.000Z',
      'scopes: a b',
      'area: na1',
      'tenant: 11eb-42',
      'business unit: 4597',
    ]);
    expect(exitCode).toBe(0);
  });

  it('warns of a clock that is wrong', async () => {
    const access_token = jwt({ iat: NOW / 1_000 + 600 });
    const { text } = await check({ json: { access_token, expires_in: 60 } });
    expect(text).toContain("the clock of this machine is 600 s behind CXone's");
    expect(text).not.toContain(access_token);
  });

  it.each<[string, ScriptedAnswer, string]>([
    ['invalid_client', { status: 401, json: { error: 'invalid_client' } }, 'CXONE_CLIENT_SECRET'],
    ['invalid_grant', { status: 400, json: { error: 'invalid_grant' } }, 'CXONE_ACCESS_KEY_SECRET'],
    ['unauthorized_client', { status: 400, json: { error: 'unauthorized_client' } }, 'CXONE_AUTH_MODE'],
    ['unsupported_grant_type', { status: 400, json: { error: 'unsupported_grant_type' } }, 'CXONE_AUTH_MODE'],
    ['invalid_scope', { status: 400, json: { error: 'invalid_scope' } }, 'CXONE_TOKEN_PARAMS=scope='],
    ['invalid_request', { status: 400, json: { error: 'invalid_request' } }, 'CXONE_TOKEN_PARAMS'],
    ['an unknown error', { status: 400, json: { error: CLIENT_SECRET } }, 'CXONE_CLIENT_AUTH'],
    ['a path that is none', { status: 404, text: 'not found' }, 'CXONE_TOKEN_URL=/oauth/token'],
    ['a page', { text: '<html>' }, 'instead of the token endpoint'],
    ['another answer', { json: { ok: true } }, 'not that of a token endpoint'],
    ['a redirection', { status: 302, headers: { Location: '/x' } }, 'redirections are not followed'],
    ['a bare 403', { status: 403 }, 'not accepted'],
    ['too many', { status: 429 }, 'wait'],
    ['a failure of its own', { status: 502 }, 'later'],
    ['a cut connection', { drop: true }, 'the connection was cut'],
  ])('says what to do about %s, and no secret', async (_, answer, advice) => {
    const { exitCode, text } = await check(answer);
    expect(exitCode).toBe(1);
    expect(text).toContain(`endpoint: ${server.url}/api/v2/oauth/token\nno token: `);
    expect(text.split('\nto do: ')[1]).toContain(advice);
    expect(text).not.toContain(CLIENT_SECRET);
  });

  it('gives advice where nothing listens', async () => {
    server = await ScriptedServer.start(() => ({}));
    const env = cxoneEnv(server.url);
    await server.stop();
    const { exitCode, text } = await checkCxoneCommand({ env, clock: new TestClock(NOW) });
    expect([exitCode, text.split('\nto do: ')[1]]).toEqual([1, expect.stringContaining('nothing listens')]);
  });

  it('names missing variables, and sends no request', async () => {
    const { exitCode, text } = await check({}, { CXONE_AUTH_MODE: 'password', CXONE_CLIENT_SECRET: '' });
    expect(exitCode).toBe(2);
    expect(text.split('\n')).toEqual([
      'CXONE_ACCESS_KEY_ID: expected a value, to be checked',
      'CXONE_ACCESS_KEY_SECRET: expected a value, to be checked',
      'CXONE_CLIENT_SECRET: expected a value, to be checked',
    ]);
    expect(server.requests).toHaveLength(0);
  });
});

describe('what the network says', () => {
  it.each([
    ['ENOTFOUND', 'the host name cannot be resolved'],
    ['EAI_AGAIN', 'the host name cannot be resolved'],
    ['ETIMEDOUT', 'no answer came in time'],
    ['CERT_NOT_YET_VALID', 'check the clock of this machine'],
    ['CERT_HAS_EXPIRED', 'check the clock of this machine'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'for another host'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['EPROTO', 'does not speak TLS'],
    ['EHOSTUNREACH', 'the network failed'],
  ])('is understood: %s', (code, advice) => {
    expect(tokenAdvice(new NoAnswer('upstream_unreachable', 'r', code))).toContain(advice);
  });
});
