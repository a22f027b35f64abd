import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvReader } from './env-reader.js';
import { store } from './store-config.js';

function read(env: Record<string, string>) {
  const reader = new EnvReader({ DLQ_BUCKET: 'letters', ...env });
  return { s3: store(reader).s3, problems: reader.problems };
}

describe('the endpoint of S3', () => {
  it.each([
    [{ AWS_ENDPOINT_URL_S3: 'http://a:1' }, 'http://a:1', 'AWS_ENDPOINT_URL_S3'],
    [{ AWS_ENDPOINT_URL: 'http://b:1' }, 'http://b:1', 'AWS_ENDPOINT_URL'],
    [
      { AWS_ENDPOINT_URL: 'http://b:1', AWS_ENDPOINT_URL_S3: 'http://a:1' },
      'http://a:1',
      'AWS_ENDPOINT_URL_S3',
    ],
    [{ AWS_ENDPOINT_URL_S3: 'https://user:pass%40word@a:1/s3/' }, 'https://a:1/s3', 'AWS_ENDPOINT_URL_S3'],
    [{ AWS_ENDPOINT_URL: 'http://token@b:1' }, 'http://b:1', 'AWS_ENDPOINT_URL'],
  ])('is %j without a password, and its variable is kept', (env, endpoint, endpointVariable) => {
    const { s3, problems } = read(env);
    expect(problems).toEqual([]);
    expect(s3).toMatchObject({ endpoint, endpointVariable, forcePathStyle: true });
  });

  it.each([
    'minio:9000',
    'ftp://minio',
    'http://',
    'http://u:secret@minio:99999',
    'http://minio:9000?x=secret',
  ])('is refused by the name of its variable: %s', (url) => {
    for (const name of ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL']) {
      const { problems } = read({ [name]: url });
      expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name}: expected an (http|address)`))]);
      expect(problems.join()).not.toContain('secret');
    }
  });
});

describe('credentials in files', () => {
  it('are read again when they are asked for, and kept while a file is not there', () => {
    const directory = mkdtempSync(join(tmpdir(), 'keys-'));
    const [id, secret] = [join(directory, 'id'), join(directory, 'secret')];
    writeFileSync(id, 'old\n');
    writeFileSync(secret, 'secret\n');
    const { s3 } = read({ AWS_REGION: 'r', AWS_ACCESS_KEY_ID_FILE: id, AWS_SECRET_ACCESS_KEY_FILE: secret });
    expect(s3?.credentials).toMatchObject({ accessKeyId: 'old' });
    writeFileSync(id, 'new\n');
    expect(s3?.reloadCredentials?.()).toEqual({ accessKeyId: 'new', secretAccessKey: 'secret' });
    rmSync(directory, { recursive: true });
    expect(s3?.reloadCredentials?.()).toMatchObject({ accessKeyId: 'old' });
  });
});
