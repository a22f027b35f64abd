import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';
import { REMOVED_VARIABLES } from './variables/removed.js';
import { VARIABLES } from './variables/variables.js';

const unknown = (env: Record<string, string>) => loadConfig(env).unknownVariables;

describe('variables that nothing reads', () => {
  it.each([
    ['TARGET_ULR', 'TARGET_URL'],
    ['TARGETURL', 'TARGET_URL'],
    ['TARGET-URL', 'TARGET_URL'],
    ['target_url', 'TARGET_URL'],
    ['TARGT_URL', 'TARGET_URL'],
    ['DELIVERY_TIMEOUT', 'DELIVERY_TIMEOUT_MS'],
    ['DELIVERY_SECRET_FIL', 'DELIVERY_SECRET_FILE'],
    ['CXONE_BASEURL', 'CXONE_BASE_URL'],
    ['RETRY_MAX_ATEMPTS', 'RETRY_MAX_ATTEMPTS'],
    ['ROUTE_FILE', 'ROUTES_FILE'],
    ['WEBHOOK_SIGNATURE', 'WEBHOOK_SIGNATURES'],
    ['REDIS_ULR', 'REDIS_URL'],
    ['DLQ_BUKCET', 'DLQ_BUCKET'],
    ['DLQ_S3_BUCKET', 'DLQ_BUCKET'],
    ['WORKER', 'WORKERS'],
  ])('are told where they look like ours: %s', (name, nearest) => {
    expect(unknown({ [name]: 'https://s3cret.example' })).toEqual([{ name, nearest }]);
  });

  it.each([
    'AWS_REGION',
    'AWS_S3_BUCKET',
    'NODE_OPTIONS',
    'NODE_ENV',
    'npm_package_version',
    'HTTPS_PROXY',
    'http_proxy',
    'HOME',
    'HOSTNAME',
    'PATH',
    'PWD',
    'LANG',
    'LC_ALL',
    'TERM',
    'SHLVL',
    'TZ',
    'UV_THREADPOOL_SIZE',
    'OTEL_SERVICE_NAME',
    'TARGET_SECRET_CRM',
    'DATABASE_URL',
    'REDIS_PASSWORD',
    '_',
    '',
    'X'.repeat(10_000),
  ])('are left alone where they are of others: %s', (name) => {
    expect(unknown({ [name]: 'x' })).toEqual([]);
  });

  it.each([
    ['UPCAST_TIMEOUT_MS', 'a constant'],
    ['CXONE_SCOPE', 'CXONE_TOKEN_PARAMS'],
    ['WEBHOOK_CUSTOM_HEADER', 'WEBHOOK_CUSTOM_PROFILE'],
  ])('are told with what replaces them where an older version read them: %s', (name, instead) =>
    expect(unknown({ [name]: '1' })).toEqual([{ name, instead: expect.stringContaining(instead) }]),
  );

  it('names only variables of this version in place of a removed one, and removes none of these', () => {
    for (const [name, instead] of Object.entries(REMOVED_VARIABLES)) {
      expect(Object.keys(VARIABLES)).not.toContain(name);
      for (const [named] of instead.matchAll(/\b[A-Z]+(?:_[A-Z]+)+\b(?!_)/g)) {
        expect(Object.keys(VARIABLES)).toContain(named);
      }
    }
  });

  it('are left alone where Kubernetes sets them for the services beside', () => {
    const of = (service: string) => ({
      [`${service}_SERVICE_HOST`]: '10.0.0.1',
      [`${service}_SERVICE_PORT`]: '80',
      [`${service}_SERVICE_PORT_HTTP`]: '80',
      [`${service}_PORT`]: 'tcp://10.0.0.1:80',
      [`${service}_PORT_80_TCP`]: 'tcp://10.0.0.1:80',
      [`${service}_PORT_80_TCP_ADDR`]: '10.0.0.1',
    });
    expect(unknown({ ...of('CXONE_DLQ'), ...of('STORE') })).toEqual([]);
  });

  it('are none of those that are documented', () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    const names = [...example.matchAll(/^#?([A-Z][A-Z0-9_]+)=/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(60);
    // Set and empty counts as not set, so that no value is at fault.
    expect(unknown(Object.fromEntries(names.map((name) => [name, ''])))).toEqual([]);
  });
});
