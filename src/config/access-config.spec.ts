import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig } from './config.js';

const SHA = 'a'.repeat(64);
const KEYS = { ACCESS_KEYS: `ci:operator:${SHA}` };
const OIDC = {
  OIDC_ISSUER: 'https://id.example/',
  OIDC_AUDIENCE: 'cxone-dlq',
  OIDC_ROLES: 'viewer:dlq-viewers, operator:urn:dlq:ops,admin:Team A,admin:Team B',
};
const SIGN_IN = {
  ...OIDC,
  OIDC_CLIENT_ID: 'console',
  OIDC_CLIENT_SECRET: 'of the client',
  PUBLIC_URL: 'https://dlq.example/',
  SESSION_SECRET: `${'n'.repeat(32)},${'o'.repeat(32)}`,
};

describe('access', () => {
  it('is off unless a variable turns it on, even where others have defaults', () => {
    expect(loadConfig({ OIDC_ROLES_CLAIM: 'groups', SESSION_MAX_AGE_S: '600' }).access).toBeNull();
  });

  it('is keys, from the environment or from a file', () => {
    expect(loadConfig(KEYS).access).toEqual({
      keys: [{ name: 'ci', role: 'operator', sha256: SHA, expiresAt: null }],
      keysFile: null,
      oidc: null,
      session: null,
    });
    expect(loadConfig({ ACCESS_KEYS_FILE: 'keys.yaml' }).access).toMatchObject({ keysFile: 'keys.yaml' });
  });

  it('is a provider, whose name keeps its slash', () => {
    expect(loadConfig(OIDC).access?.oidc).toEqual({
      issuer: 'https://id.example/',
      audience: 'cxone-dlq',
      rolesClaim: 'roles',
      roles: [
        { role: 'viewer', name: 'dlq-viewers' },
        { role: 'operator', name: 'urn:dlq:ops' },
        { role: 'admin', name: 'Team A' },
        { role: 'admin', name: 'Team B' },
      ],
      signIn: null,
    });
  });

  it('is sessions, and signing in by a browser', () => {
    const { access } = loadConfig(SIGN_IN);
    expect(access?.session).toEqual({ secrets: ['n'.repeat(32), 'o'.repeat(32)], maxAgeS: 28_800 });
    expect(access?.oidc?.signIn).toEqual({
      clientId: 'console',
      clientSecret: 'of the client',
      publicUrl: 'https://dlq.example',
    });
    const session = { ...KEYS, SESSION_SECRET: 's'.repeat(32) };
    expect(loadConfig(session).access).toMatchObject({ oidc: null, session: { maxAgeS: 28_800 } });
  });

  /** `env` without some of its variables. */
  const without = (env: Record<string, string>, ...names: string[]) =>
    Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));

  it.each<[Record<string, string>, string]>([
    [{ ...KEYS, ACCESS_KEYS_FILE: 'keys.yaml' }, 'ACCESS_KEYS: expected either'],
    [{ ACCESS_KEYS: 'ci:root:x' }, 'ACCESS_KEYS: key 1.role: expected one of viewer, operator, admin'],
    [without(OIDC, 'OIDC_AUDIENCE'), 'OIDC_AUDIENCE: expected the audience'],
    [without(OIDC, 'OIDC_ROLES'), 'OIDC_ROLES: expected role:name pairs'],
    [without(OIDC, 'OIDC_ISSUER'), 'OIDC_ISSUER: expected an issuer, since OIDC_ROLES is set'],
    [{ OIDC_ROLES: 'viewer:a' }, 'OIDC_ISSUER: expected an issuer, since OIDC_ROLES is set'],
    [{ ...OIDC, OIDC_ROLES: 'root:a' }, 'OIDC_ROLES: expected role:name pairs'],
    [{ ...OIDC, OIDC_ROLES: 'viewer:' }, 'OIDC_ROLES: expected role:name pairs'],
    [{ ...OIDC, OIDC_ROLES: ',' }, 'OIDC_ROLES: expected role:name pairs'],
    [{ ...OIDC, OIDC_ROLES: 'viewer:a,admin:a' }, 'OIDC_ROLES: expected role:name pairs'],
    [{ ...OIDC, OIDC_ISSUER: 'http://id.example' }, 'OIDC_ISSUER: expected an https address'],
    [{ ...OIDC, OIDC_ISSUER: 'id.example' }, 'OIDC_ISSUER: expected an https address'],
    [{ ...OIDC, OIDC_ISSUER: 'https://me:pw@id.example' }, 'OIDC_ISSUER: expected an https address'],
    [without(SIGN_IN, 'OIDC_CLIENT_ID'), 'OIDC_CLIENT_ID: expected an id'],
    [without(SIGN_IN, 'OIDC_CLIENT_SECRET'), 'OIDC_CLIENT_SECRET: expected a secret'],
    [without(SIGN_IN, 'PUBLIC_URL'), 'PUBLIC_URL: expected the address that browsers use'],
    [without(SIGN_IN, 'SESSION_SECRET'), 'SESSION_SECRET: expected a secret, since OIDC_CLIENT_ID is set'],
    [without(SIGN_IN, 'OIDC_ISSUER', 'OIDC_AUDIENCE', 'OIDC_ROLES'), 'OIDC_ISSUER: expected an issuer'],
    [{ SESSION_SECRET: 's'.repeat(32) }, 'SESSION_SECRET: expected ACCESS_KEYS_FILE'],
    [{ ...KEYS, SESSION_SECRET: 's'.repeat(31) }, 'SESSION_SECRET: expected at least 32 bytes'],
    [{ ...SIGN_IN, SESSION_SECRET: `${'s'.repeat(32)},short` }, 'SESSION_SECRET: expected at least 32 bytes'],
  ])('does not start half configured: %j', (env, problem) => {
    const problems = problemsOf(env);
    expect(problems.filter((line) => line.startsWith(problem))).toHaveLength(1);
    expect(problems.join()).not.toMatch(/of the client|ssss|me:pw/);
  });

  it('accepts an issuer without TLS on this machine alone', () => {
    expect(problemsOf({ ...OIDC, OIDC_ISSUER: 'http://127.0.0.1:9000' })).toEqual([]);
    expect(problemsOf({ ...OIDC, OIDC_ISSUER: 'http://[::1]:9000' })).toEqual([]);
  });
});
