import { describe, expect, it } from 'vitest';
import { cxone } from './cxone-config.js';
import { EnvReader } from './env-reader.js';

const BASE = { CXONE_BASE_URL: 'https://api.example' };
const CLIENT = { CXONE_CLIENT_ID: 'id', CXONE_CLIENT_SECRET: 's3cret' };
const KEY = { CXONE_ACCESS_KEY_ID: 'key', CXONE_ACCESS_KEY_SECRET: 's3cret' };
const PASSWORD = { ...BASE, ...CLIENT, ...KEY, CXONE_AUTH_MODE: 'password' };

function readOf(env: Record<string, string>, required: string | null = null) {
  const read = new EnvReader(env);
  return { auth: cxone(read, required).api?.auth, problems: read.problems };
}

describe("the configuration of CXone's authentication", () => {
  it('finds the endpoint of the password grant by discovery, and sends no scope', () => {
    expect(readOf(PASSWORD)).toEqual({
      auth: {
        mode: 'password',
        client: { id: 'id', secret: 's3cret', auth: 'basic' },
        accessKey: { id: 'key', secret: 's3cret' },
        tokenUrl: null,
        discoveryUrl: 'https://cxone.niceincontact.com/.well-known/openid-configuration',
        scope: '',
        params: [],
      },
      problems: [],
    });
  });

  it.each([
    [{ CXONE_TOKEN_URL: '/oauth/token' }, 'https://api.example/oauth/token'],
    [{ CXONE_TOKEN_URL: 'https://auth.example/t' }, 'https://auth.example/t'],
  ])('takes an endpoint that is given, in any mode: %j', (env, tokenUrl) => {
    for (const mode of ['client_credentials', 'password', 'access_key']) {
      expect(readOf({ ...PASSWORD, ...env, CXONE_AUTH_MODE: mode }).auth).toMatchObject({ mode, tokenUrl });
    }
  });

  it('reads the discovery document that CXONE_TOKEN_URL names, with password alone', () => {
    const env = { CXONE_TOKEN_URL: 'https://auth.example/x/.well-known/openid-configuration' };
    expect(readOf({ ...PASSWORD, ...env }).auth).toMatchObject({
      tokenUrl: null,
      discoveryUrl: env.CXONE_TOKEN_URL,
    });
    for (const mode of ['client_credentials', 'access_key']) {
      expect(readOf({ ...PASSWORD, ...env, CXONE_AUTH_MODE: mode }).problems).toEqual([
        expect.stringContaining('CXONE_TOKEN_URL: expected the token endpoint itself'),
      ]);
    }
  });

  it.each([
    ['client_credentials', {}, 'data-actions:read data-actions:write', []],
    ['password', {}, '', []],
    ['password', { CXONE_TOKEN_PARAMS: 'scope=openid' }, 'openid', []],
    ['client_credentials', { CXONE_TOKEN_PARAMS: 'scope=' }, '', []],
    ['client_credentials', { CXONE_TOKEN_PARAMS: 'a=b&scope=x%20y' }, 'x y', [['a', 'b']]],
  ])('takes the scope from the parameters, with %s and %j', (mode, env, scope, params) => {
    const { auth, problems } = readOf({ ...PASSWORD, CXONE_AUTH_MODE: mode, ...env });
    expect([auth, problems]).toEqual([expect.objectContaining({ scope, params }), []]);
  });

  it.each(['CXONE_BASE_URL', 'CXONE_TOKEN_URL'])('takes no credentials in %s, and shows none', (name) => {
    const { problems } = readOf({ ...PASSWORD, [name]: 'https://user:s3cret@api.example/t' });
    expect(problems).toEqual([expect.stringMatching(`^${name}: expected an address without credentials`)]);
    expect(problems.join()).not.toMatch(/s3cret|user/);
  });

  it('needs no client for an access key, on the older path', () => {
    expect(readOf({ ...BASE, ...KEY, CXONE_AUTH_MODE: 'access_key' })).toEqual({
      auth: {
        mode: 'access_key',
        accessKey: { id: 'key', secret: 's3cret' },
        tokenUrl: 'https://api.example/authentication/v1/token/access-key',
      },
      problems: [],
    });
  });

  it.each([
    ['client_credentials', ['CXONE_BASE_URL', 'CXONE_CLIENT_ID', 'CXONE_CLIENT_SECRET']],
    [
      'password',
      [
        'CXONE_BASE_URL',
        'CXONE_ACCESS_KEY_ID',
        'CXONE_ACCESS_KEY_SECRET',
        'CXONE_CLIENT_ID',
        'CXONE_CLIENT_SECRET',
      ],
    ],
    ['access_key', ['CXONE_BASE_URL', 'CXONE_ACCESS_KEY_ID', 'CXONE_ACCESS_KEY_SECRET']],
  ])('names all missing variables of %s where it is required', (mode, names) => {
    const { auth, problems } = readOf({ CXONE_AUTH_MODE: mode }, 'a value, to be checked');
    expect(auth).toBeUndefined();
    expect(problems).toEqual(names.map((name) => `${name}: expected a value, to be checked`));
  });

  it.each([
    [
      { CXONE_AUTH_MODE: 'magic' },
      'CXONE_AUTH_MODE: expected one of client_credentials, password, access_key',
    ],
    [{ CXONE_TOKEN_URL: 'token' }, 'CXONE_TOKEN_URL: expected an http or https address, or a path'],
    [{ CXONE_TOKEN_URL: '//auth.example/t' }, 'CXONE_TOKEN_URL: expected an http or https address'],
    [{ CXONE_CLIENT_AUTH: 'cookie' }, 'CXONE_CLIENT_AUTH: expected one of body, basic'],
    [
      { CXONE_TOKEN_PARAMS: 'password=x' },
      'CXONE_TOKEN_PARAMS: expected name=value&name=value, with none of',
    ],
    [{ CXONE_TOKEN_PARAMS: 'a=b', CXONE_AUTH_MODE: 'access_key' }, 'CXONE_TOKEN_PARAMS: expected nothing'],
  ])('tells what is wrong with %j', (env, problem) => {
    expect(readOf({ ...PASSWORD, ...env }).problems).toEqual([expect.stringContaining(problem)]);
  });
});
