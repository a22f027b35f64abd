import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../config/config.js';
import { secretSource } from './secret-source.js';

const SECRETS = {
  AWS_SECRET_ACCESS_KEY: 's3cret-aws',
  DELIVERY_SECRET_X: 's3cret-delivery',
  CRM_KEY: 's3cret-crm',
  TARGET_SECRET_CRM: 's3cret-target',
};

describe('secrets that ROUTES_FILE names', () => {
  let directory: string;
  let dir: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'cxone-dlq-secrets-'));
    dir = join(directory, 'targets');
    mkdirSync(join(dir, '..data'), { recursive: true });
    mkdirSync(join(directory, 'targets-of-others'));
    writeFileSync(join(dir, '..data', 'crm'), 's3cret\n');
    symlinkSync(join('..data', 'crm'), join(dir, 'crm'));
    writeFileSync(join(directory, 'other'), 's3cret-other');
    writeFileSync(join(directory, 'targets-of-others', 'crm'), 's3cret-other');
    symlinkSync(join(directory, 'other'), join(dir, 'out'));
    symlinkSync(directory, join(dir, 'up'));
    writeFileSync(join(dir, 'large'), 'x'.repeat(65_537));
    execFileSync('mkfifo', [join(dir, 'fifo')]);
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const sourceOf = (env: Record<string, string> = {}) =>
    secretSource(loadConfig({ ...SECRETS, TARGET_SECRET_DIR: dir, ...env }).targets);

  it('are variables that begin with TARGET_SECRET_', () => {
    const source = sourceOf();
    expect(source.variable('TARGET_SECRET_CRM')).toEqual({ value: 's3cret-target' });
    expect(source.variable('CRM_KEY')).toHaveProperty('expected');
    expect(source.variable('TARGET_SECRET_NONE')).toEqual({ expected: 'the name of a variable that is set' });
    const refused = source.variable('AWS_SECRET_ACCESS_KEY');
    expect(refused).toEqual({ expected: 'a variable that begins with TARGET_SECRET_' });
    // What is not set is answered as what must not be read.
    expect(source.variable('NOT_SET')).toEqual(refused);
  });

  it('are files in TARGET_SECRET_DIR, and links inside it', () => {
    const source = sourceOf();
    expect(source.file('crm')).toEqual({ value: 's3cret' });
    expect(source.file(join(dir, 'crm'))).toEqual({ value: 's3cret' });
    const refused = source.file('none');
    expect(refused).toHaveProperty('expected');
    for (const path of [
      'out',
      'up/other',
      '../other',
      '/etc/passwd',
      '/none',
      'fifo',
      '.',
      '',
      'large',
      '/dev/zero',
    ]) {
      expect([path, source.file(path)]).toEqual([path, refused]);
    }
    expect(source.file(join(directory, 'targets-of-others', 'crm'))).toEqual(refused);
  });

  it('are no files at all without TARGET_SECRET_DIR', () => {
    const source = secretSource(loadConfig({}).targets);
    expect(source.file('/etc/passwd')).toEqual({
      expected: expect.stringContaining('TARGET_SECRET_DIR') as string,
    });
  });
});
