import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnvReader } from './env-reader.js';
import { signatures } from './signature-config.js';

function readOf(env: Record<string, string>) {
  const read = new EnvReader(env);
  const { active } = signatures(read);
  return {
    active,
    names: read.problems.map((problem) => problem.replace(/:.*/, '')),
    text: read.problems.join('\n'),
  };
}

const CUSTOM = {
  WEBHOOK_SIGNATURES: 'custom',
  WEBHOOK_SECRET_CUSTOM: 's3cret',
  WEBHOOK_CUSTOM_HEADER: 'X-Sig',
};

describe('the configuration of signatures', () => {
  it('checks nothing where nothing is set', () => {
    expect(readOf({})).toEqual({ active: [], names: [], text: '' });
  });

  it('takes several profiles, each with several secrets', () => {
    const { active, names } = readOf({
      WEBHOOK_SIGNATURES: ' nice-b64,standard-webhooks , nice-b64',
      WEBHOOK_SECRET_NICE_B64: 'new, old',
      WEBHOOK_SECRET_STANDARD_WEBHOOKS: 'whsec_bmV3,b2xk',
      WEBHOOK_SIGNATURE_TOLERANCE_S: '60',
    });
    expect(names).toEqual([]);
    const summary = active.map(({ profile, keys, toleranceS }) => [
      profile.name,
      keys.map(String),
      toleranceS,
    ]);
    expect(summary).toEqual([
      ['nice-b64', ['new', 'old'], 60],
      ['standard-webhooks', ['new', 'old'], 60],
    ]);
  });

  it('takes secrets from a file, separated by commas or lines', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cxone-dlq-secret-')), 'key');
    writeFileSync(file, 'one,two\r\nthree\n\n');
    const { active } = readOf({ WEBHOOK_SIGNATURES: 'nice', WEBHOOK_SECRET_NICE_FILE: file });
    expect(active[0]?.keys.map(String)).toEqual(['one', 'two', 'three']);
  });

  it.each([
    [{ WEBHOOK_REQUIRE_SIGNATURE: 'true' }, ['WEBHOOK_SIGNATURES']],
    [{ WEBHOOK_REQUIRE_SIGNATURE: 'yes' }, ['WEBHOOK_REQUIRE_SIGNATURE']],
    [{ WEBHOOK_SIGNATURES: 'nice' }, ['WEBHOOK_SECRET_NICE']],
    [{ WEBHOOK_SIGNATURES: 'nice', WEBHOOK_SECRET_NICE: ' , ' }, ['WEBHOOK_SECRET_NICE']],
    [{ WEBHOOK_SIGNATURES: 'nice', WEBHOOK_SECRET_NICE_FILE: '/s3cret' }, ['WEBHOOK_SECRET_NICE_FILE']],
    [{ WEBHOOK_SIGNATURES: 's3cret' }, ['WEBHOOK_SIGNATURES']],
    [{ WEBHOOK_SECRET_NEXUS: 's3cret' }, ['WEBHOOK_SIGNATURES']],
    [{ WEBHOOK_SECRET_NICE_TS_FILE: '/s3cret' }, ['WEBHOOK_SIGNATURES']],
    [{ WEBHOOK_SIGNATURE_TOLERANCE_S: '0' }, ['WEBHOOK_SIGNATURE_TOLERANCE_S']],
    [
      { WEBHOOK_SIGNATURES: 'standard-webhooks', WEBHOOK_SECRET_STANDARD_WEBHOOKS: 's3cret!' },
      ['WEBHOOK_SECRET_STANDARD_WEBHOOKS'],
    ],
  ])('refuses %j, and never shows a value', (env, variables) => {
    const { names, text } = readOf(env);
    expect(names).toEqual(variables);
    expect(text).not.toContain('s3cret');
  });

  it('needs no signature where it is required and configured', () => {
    const env = {
      WEBHOOK_REQUIRE_SIGNATURE: 'true',
      WEBHOOK_SIGNATURES: 'bearer',
      WEBHOOK_SECRET_BEARER: 't',
    };
    expect(readOf(env).names).toEqual([]);
  });
});

describe('the custom profile', () => {
  it('is the body in hex or base64 unless more is said', () => {
    expect(readOf(CUSTOM).active[0]?.profile).toEqual({
      name: 'custom',
      scheme: 'hmac',
      header: 'x-sig',
      prefixes: ['', 'sha256='],
      signed: ['{body}'],
      encodings: ['hex', 'base64'],
      timestamp: null,
      idHeader: null,
      several: false,
      secret: 'text',
    });
  });

  it('is configurable in all its parts', () => {
    const { active, names } = readOf({
      ...CUSTOM,
      WEBHOOK_SECRET_CUSTOM: '00ff',
      WEBHOOK_CUSTOM_TEMPLATE: 'v0:{id}:{timestamp}\\n{body}',
      WEBHOOK_CUSTOM_ENCODING: 'base64',
      WEBHOOK_CUSTOM_PREFIX: 'v0=',
      WEBHOOK_CUSTOM_TIMESTAMP_HEADER: 'X-Time',
      WEBHOOK_CUSTOM_TIMESTAMP_UNIT: 'ms',
      WEBHOOK_CUSTOM_ID_HEADER: 'X-Id',
      WEBHOOK_CUSTOM_SECRET_FORM: 'hex',
    });
    expect(names).toEqual([]);
    expect(active[0]?.keys).toEqual([Buffer.from([0, 255])]);
    expect(active[0]?.profile).toMatchObject({
      prefixes: ['v0='],
      signed: ['v0:{id}:{timestamp}\n{body}'],
      encodings: ['base64'],
      timestamp: { header: 'x-time', unit: 'ms' },
      idHeader: 'x-id',
      secret: 'hex',
    });
  });

  it.each([
    [{ WEBHOOK_CUSTOM_HEADER: '' }, ['WEBHOOK_CUSTOM_HEADER']],
    [{ WEBHOOK_CUSTOM_HEADER: 'X Sig' }, ['WEBHOOK_CUSTOM_HEADER']],
    [
      { WEBHOOK_CUSTOM_TEMPLATE: '{timestamp}' },
      ['WEBHOOK_CUSTOM_TEMPLATE', 'WEBHOOK_CUSTOM_TIMESTAMP_HEADER'],
    ],
    [{ WEBHOOK_CUSTOM_TEMPLATE: '{body}{body}' }, ['WEBHOOK_CUSTOM_TEMPLATE']],
    [{ WEBHOOK_CUSTOM_TEMPLATE: '{secret}{body}' }, ['WEBHOOK_CUSTOM_TEMPLATE']],
    [{ WEBHOOK_CUSTOM_TEMPLATE: '{timestamp}.{body}' }, ['WEBHOOK_CUSTOM_TIMESTAMP_HEADER']],
    [{ WEBHOOK_CUSTOM_TEMPLATE: '{id}.{body}' }, ['WEBHOOK_CUSTOM_ID_HEADER']],
    [{ WEBHOOK_CUSTOM_TIMESTAMP_HEADER: 'X-Time' }, ['WEBHOOK_CUSTOM_TEMPLATE']],
    [{ WEBHOOK_CUSTOM_ENCODING: 'base32' }, ['WEBHOOK_CUSTOM_ENCODING']],
    [{ WEBHOOK_CUSTOM_TIMESTAMP_UNIT: 'us' }, ['WEBHOOK_CUSTOM_TIMESTAMP_UNIT']],
    [{ WEBHOOK_CUSTOM_SECRET_FORM: 'base64', WEBHOOK_SECRET_CUSTOM: 's3cret!' }, ['WEBHOOK_SECRET_CUSTOM']],
  ])('refuses %j', (env, variables) => {
    const { names, text } = readOf({ ...CUSTOM, ...env });
    expect(names).toEqual(variables);
    expect(text).not.toContain('s3cret');
  });
});
