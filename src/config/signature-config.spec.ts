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

/** The profile `custom` with these members besides its header. */
const custom = (members: Record<string, unknown> = {}) => ({
  WEBHOOK_SIGNATURES: 'custom',
  WEBHOOK_SECRET_CUSTOM: 's3cret',
  WEBHOOK_CUSTOM_PROFILE: JSON.stringify({ header: 'X-Sig', ...members }),
});

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
    expect(readOf(custom()).active[0]?.profile).toEqual({
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
      ...custom({
        template: 'v0:{id}:{timestamp}\n{body}',
        encoding: 'base64',
        prefix: 'v0=',
        timestamp_header: 'X-Time',
        timestamp_unit: 'ms',
        id_header: 'X-Id',
        secret_form: 'hex',
      }),
      WEBHOOK_SECRET_CUSTOM: '00ff',
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
    [{ header: '' }, ['header']],
    [{ header: undefined }, ['header']],
    [{ header: 'X Sig' }, ['header']],
    [{ header: 7 }, ['header', 'header']],
    [{ template: '{timestamp}' }, ['template', 'timestamp_header']],
    [{ template: '{body}{body}' }, ['template']],
    [{ template: '{secret}{body}' }, ['template']],
    [{ template: '{timestamp}.{body}' }, ['timestamp_header']],
    [{ template: '{id}.{body}' }, ['id_header']],
    [{ timestamp_header: 'X-Time' }, ['template']],
    [{ encoding: 'base32' }, ['encoding']],
    [{ timestamp_unit: 'us' }, ['timestamp_unit']],
  ])('refuses %j', (members, names) => {
    const problems = readOf(custom(members));
    expect(problems.names).toEqual(names.map((name) => `WEBHOOK_CUSTOM_PROFILE.${name}`));
    expect(problems.text).not.toContain('s3cret');
  });

  it.each(['X-Sig', '["X-Sig"]', '{"header":"X-Sig","s3cret":"s3cret"}', ''])('refuses %s', (text) => {
    const { names, text: problems } = readOf({ ...custom(), WEBHOOK_CUSTOM_PROFILE: text });
    expect(names).toEqual(['WEBHOOK_CUSTOM_PROFILE']);
    expect(problems).not.toContain('s3cret');
  });

  it('refuses a secret that is not in its form', () => {
    const { names, text } = readOf({
      ...custom({ secret_form: 'base64' }),
      WEBHOOK_SECRET_CUSTOM: 's3cret!',
    });
    expect(names).toEqual(['WEBHOOK_SECRET_CUSTOM']);
    expect(text).not.toContain('s3cret');
  });
});
