import { describe, expect, it } from 'vitest';
import { problemsOf } from '../../test/support/config-problems.js';
import { loadConfig } from './config.js';

const S3 = { DLQ_BUCKET: 'bucket', AWS_REGION: 'eu-central-1' };

describe('the configuration of Redis', () => {
  it.each(['a', '{a}', 'x{a.b}-c'])('takes the prefix %j', (REDIS_PREFIX) => {
    expect(problemsOf({ REDIS_PREFIX })).toEqual([]);
  });

  it('needs nothing, and there is no queue then', () => {
    expect(loadConfig({}).redis).toBeNull();
    expect(loadConfig({}).retry).toMatchObject({ concurrency: 64, ratePerSecond: 0 });
  });

  it('takes the whole group', () => {
    expect(
      loadConfig({ ...S3, REDIS_URL: 'rediss://user:pw@host:6380/2', REDIS_PREFIX: '{dlq}' }).redis,
    ).toEqual({
      url: 'rediss://user:pw@host:6380/2',
      prefix: '{dlq}',
      callTimeoutMs: 1_000,
    });
  });

  it('is refused with the embedded store, with the reason', () => {
    expect(problemsOf({ REDIS_URL: 'redis://host' }).join()).toMatch(/DLQ_BUCKET.*REDIS_URL.*embedded store/);
  });

  it.each(['host:6379', 'http://host', 'redis://'])('refuses %j without repeating it', (REDIS_URL) => {
    const [problem, ...rest] = problemsOf({ ...S3, REDIS_URL });
    expect(rest).toEqual([]);
    expect(problem).toMatch(/^REDIS_URL: expected an address that begins with redis:/);
    expect(problem).not.toContain('host');
  });

  it.each(['a:b', '', 'x'.repeat(65), 'a{b', '{}', 'a}b{', '{a}{b}', '{{a}}'])(
    'takes no %j as a prefix',
    (REDIS_PREFIX) => {
      expect(problemsOf({ REDIS_PREFIX })).toHaveLength(REDIS_PREFIX === '' ? 0 : 1);
    },
  );
});
