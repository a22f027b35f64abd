import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig } from './config.js';

describe('the configuration', () => {
  it("has the contract's defaults, and needs nothing", () => {
    const config = loadConfig({});
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 8080, loopback: true });
    expect(config.webhook).toMatchObject({
      maxBodyBytes: 1_048_576,
      maxInFlight: 512,
      processingTimeoutMs: 2_000,
      defaultSchemaVersion: 'v2.1',
    });
    expect(config.store).toMatchObject({ s3: null, dataDir: './data', callTimeoutMs: 5_000 });
    expect(config.retry).toMatchObject({
      baseDelayMs: 60_000,
      maxDelayMs: 3_600_000,
      maxAttempts: 8,
      attemptTimeoutMs: 20_000,
      leaseMarginMs: 30_000,
    });
  });

  it('tells all problems at once, each with its variable, never with a value', () => {
    const problems = problemsOf({
      PORT: 'eighty',
      MAX_BODY_BYTES: '-1',
      DLQ_BUCKET: 'Not_A_Bucket',
      AWS_ACCESS_KEY_ID: 'AKIASECRET',
      S3_FORCE_PATH_STYLE: 'yes',
      LOG_LEVEL: 'loud',
    });
    const names = problems.map((problem) => problem.replace(/:.*/, ''));
    expect(names.toSorted()).toEqual(
      [
        'PORT',
        'MAX_BODY_BYTES',
        'DLQ_BUCKET',
        'AWS_REGION',
        'AWS_SECRET_ACCESS_KEY',
        'S3_FORCE_PATH_STYLE',
        'LOG_LEVEL',
      ].toSorted(),
    );
    expect(problems.join()).toMatch(/PORT: expected a whole number from 0 to 65535/);
    expect(problems.join()).not.toMatch(/AKIASECRET|eighty|Not_A_Bucket|yes|loud/);
  });

  it('tells a problem once, though two parts of the service use the variable', () => {
    const wrong = { PUBLIC_URL: 'ftp://dlq.example', DELIVERY_ALLOW_PRIVATE: 'yes' };
    expect(problemsOf(wrong)).toEqual([
      'PUBLIC_URL: expected an http or https address',
      'DELIVERY_ALLOW_PRIVATE: expected true or false',
    ]);
  });

  it('takes a secret from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cxone-dlq-secret-')), 'key');
    writeFileSync(file, 'from-file\n');
    const env = { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'id' };
    const config = loadConfig({ ...env, AWS_SECRET_ACCESS_KEY_FILE: file });
    expect(config.store.s3?.credentials?.secretAccessKey).toBe('from-file');
    expect(
      problemsOf({ ...env, AWS_SECRET_ACCESS_KEY_FILE: file, AWS_SECRET_ACCESS_KEY: 'x' }).join(),
    ).toContain('either AWS_SECRET_ACCESS_KEY or AWS_SECRET_ACCESS_KEY_FILE');
    expect(problemsOf({ ...env, AWS_SECRET_ACCESS_KEY_FILE: `${file}.none` }).join()).toContain(
      'can be read',
    );
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', 'example.org'])('does not take %s for loopback', (HOST) => {
    expect(loadConfig({ HOST }).http.loopback).toBe(false);
  });

  it.each([
    ['1', 1],
    ['10.0.0.0/8, ::1, loopback', '10.0.0.0/8, ::1, loopback'],
  ])('trusts the proxies %j', (TRUST_PROXY, trustProxy) => {
    expect(loadConfig({ TRUST_PROXY }).http.trustProxy).toEqual(trustProxy);
  });

  it.each(['true', '10.0.0.0/33', 'proxy.example.org', '10'])('refuses to trust %j', (TRUST_PROXY) => {
    expect(problemsOf({ TRUST_PROXY })).toHaveLength(1);
  });

  it.each(['* * * *', 'every minute', '61 * * * * *'])(
    'refuses %j as RETRY_SWEEP_CRON',
    (RETRY_SWEEP_CRON) => {
      expect(problemsOf({ RETRY_SWEEP_CRON })).toHaveLength(1);
    },
  );

  it('keeps times apart that depend on each other', () => {
    expect(problemsOf({ LEASE_MARGIN_MS: '4000' })).toHaveLength(1);
    expect(problemsOf({ RETRY_MAX_DELAY_MS: '1000' })).toHaveLength(1);
  });
});
