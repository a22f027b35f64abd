import { describe, expect, it } from 'vitest';
import { cxone } from './cxone-config.js';
import { EnvReader } from './env-reader.js';

function readOf(env: Record<string, string>) {
  const read = new EnvReader(env);
  const config = cxone(read);
  return {
    config,
    names: read.problems.map((problem) => problem.replace(/:.*/, '')),
    text: read.problems.join(),
  };
}

const API = { CXONE_BASE_URL: 'https://api.example/', CXONE_CLIENT_ID: 'id', CXONE_CLIENT_SECRET: 's3cret' };

describe('the configuration of CXone', () => {
  it('needs no variable, and then calls nothing', () => {
    expect(readOf({})).toMatchObject({
      config: {
        api: null,
        validatePath: null,
        acknowledgePath: null,
        maxInFlight: 90,
      },
      names: [],
    });
  });

  it('takes the whole group', () => {
    const { config, names } = readOf({
      ...API,
      CXONE_VALIDATE_PATH: '/v/{event_id}',
      CXONE_ACKNOWLEDGE_PATH: '/a',
    });
    expect(names).toEqual([]);
    expect(config.api).toEqual({
      baseUrl: 'https://api.example',
      auth: {
        mode: 'client_credentials',
        client: { id: 'id', secret: 's3cret', auth: 'body' },
        tokenUrl: 'https://api.example/api/v2/oauth/token',
        scope: 'data-actions:read data-actions:write',
        params: [],
      },
    });
  });

  it.each(['CXONE_VALIDATE_PATH', 'CXONE_ACKNOWLEDGE_PATH'])(
    'wants address, id and secret with %s',
    (name) => {
      expect(readOf({ [name]: '/p' }).names).toEqual(Object.keys(API));
    },
  );

  it('names each problem once, and never a value', () => {
    const { names, text } = readOf({
      CXONE_BASE_URL: 'https://user:s3cret@host',
      CXONE_CLIENT_ID: 'id',
      CXONE_CLIENT_SECRET_FILE: '/nowhere/s3cret',
      CXONE_VALIDATE_PATH: 'v/s3cret',
      CXONE_ACKNOWLEDGE_PATH: '/{s3cret}',
      CXONE_MAX_IN_FLIGHT: '0',
    });
    expect(names.toSorted()).toEqual([
      'CXONE_ACKNOWLEDGE_PATH',
      'CXONE_BASE_URL',
      'CXONE_CLIENT_SECRET_FILE',
      'CXONE_MAX_IN_FLIGHT',
      'CXONE_VALIDATE_PATH',
    ]);
    expect(text).not.toContain('s3cret');
  });
});
