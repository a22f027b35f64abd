import { describe, expect, it } from 'vitest';
import { targets } from './targets-config.js';
import { EnvReader } from './env-reader.js';

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

function readOf(env: Record<string, string>) {
  const read = new EnvReader(env);
  const config = targets(read);
  return { config, problems: read.problems };
}

describe('the configuration of targets', () => {
  it('needs no variable, and then no target gets events', () => {
    expect(readOf({})).toEqual({
      config: {
        target: null,
        routesFile: null,
        timeoutMs: 10_000,
        maxInFlight: 64,
        allowPrivate: false,
        secretDir: null,
        variable: expect.any(Function),
      },
      problems: [],
    });
  });

  it('takes a target with several secrets, and knows the variables that a file may name', () => {
    const { config, problems } = readOf({
      TARGET_URL: 'https://crm.example/in?key=1',
      DELIVERY_SECRET: `${SECRET}, ${SECRET}`,
      CRM_SECRET: 'x',
    });
    expect(problems).toEqual([]);
    expect(config.target).toEqual({ url: 'https://crm.example/in?key=1', secrets: [SECRET, SECRET] });
    expect([config.variable('CRM_SECRET'), config.variable('NONE')]).toEqual(['x', undefined]);
  });

  it.each([
    [{ TARGET_URL: 'ftp://crm.example' }, 'TARGET_URL: expected an http or https address'],
    [{ TARGET_URL: 'https://user:s3cret@crm.example' }, 'TARGET_URL: expected an http or https address'],
    [{ TARGET_URL: 'https://crm.example/#x' }, 'TARGET_URL: expected an http or https address'],
    [{ DELIVERY_SECRET: SECRET }, 'TARGET_URL: expected an address, since DELIVERY_SECRET is set'],
    [{ TARGET_URL: 'https://a.example', DELIVERY_SECRET: 's3cret' }, 'DELIVERY_SECRET: expected whsec_'],
    [
      { TARGET_URL: 'https://a.example', DELIVERY_SECRET: 'whsec_s3cret' },
      'DELIVERY_SECRET: expected whsec_',
    ],
    [{ TARGET_URL: 'https://a.example', DELIVERY_SECRET: ' , ' }, 'DELIVERY_SECRET: expected whsec_'],
    [
      { TARGET_URL: 'http://10.1.2.3/in' },
      'TARGET_URL: expected a public address, or DELIVERY_ALLOW_PRIVATE',
    ],
    [{ TARGET_URL: 'http://0x7f000001' }, 'TARGET_URL: expected a public address'],
    [{ TARGET_URL: 'http://[::ffff:10.0.0.1]' }, 'TARGET_URL: expected a public address'],
    [{ TARGET_URL: 'http://169.254.169.254' }, 'TARGET_URL: expected a public address'],
    [{ TARGET_URL: 'http://localhost.:80' }, 'TARGET_URL: expected a public address'],
    [{ DELIVERY_TIMEOUT_MS: '0' }, 'DELIVERY_TIMEOUT_MS: expected a whole number from 10 to 60000'],
    [{ DELIVERY_ALLOW_PRIVATE: 'yes' }, 'DELIVERY_ALLOW_PRIVATE: expected true or false'],
  ])('tells what is wrong with %j once, and no value', (env, problem) => {
    const { problems } = readOf(env);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).not.toContain('s3cret');
  });
});
