import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';

/** Each with what makes it wanted. */
const SECRETS: ReadonlyArray<readonly [name: string, besides: Record<string, string>]> = [
  ['CXONE_CLIENT_SECRET', { CXONE_BASE_URL: 'https://cxone.example', CXONE_CLIENT_ID: 'id' }],
  ['CXONE_ACCESS_KEY_SECRET', { CXONE_AUTH_MODE: 'access_key', CXONE_BASE_URL: 'https://cxone.example' }],
  ['AWS_ACCESS_KEY_ID', { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' }],
  ['AWS_SECRET_ACCESS_KEY', { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' }],
  ['AWS_SESSION_TOKEN', { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' }],
  ['DELIVERY_SECRET', { TARGET_URL: 'https://crm.example/in' }],
  ['WEBHOOK_SECRET_NICE', { WEBHOOK_SIGNATURES: 'nice' }],
  ['REDIS_URL', { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' }],
];

describe('a secret from a file', () => {
  let directory: string;
  const files: Record<string, string> = {};

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'cxone-dlq-secrets-'));
    const file = (name: string) => (files[name] = join(directory, name));
    writeFileSync(file('empty'), '');
    writeFileSync(file('blank'), ' \r\n\t\n');
    writeFileSync(file('long'), 'x'.repeat(65_537));
    mkdirSync(file('directory'));
    execFileSync('mkfifo', [file('fifo')]);
    file('missing');
  });

  afterAll(() => rmSync(directory, { recursive: true }));

  const cases = SECRETS.flatMap(([name, besides]) =>
    ['empty', 'blank', 'long', 'directory', 'fifo', 'missing'].map((kind) => ({ name, besides, kind })),
  );

  it.each(cases)('is a problem where $name_FILE leads to one that is $kind', ({ name, besides, kind }) => {
    const variable = `${name}_FILE`;
    expect(problemsOf({ ...besides, [variable]: files[kind]! })).toContainEqual(
      expect.stringMatching(`^${variable}: expected`),
    );
  });
});
