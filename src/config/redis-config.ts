import type { EnvReader } from './env-reader.js';

export interface RedisConfig {
  /** May hold a password: never logged. */
  url: string;
  /** What all keys begin with. */
  prefix: string;
  /** One call to Redis, milliseconds. */
  callTimeoutMs: number;
}

/** Redis answers in less than a millisecond; a dead one must not hold up a sweep. */
const CALL_TIMEOUT_MS = 1_000;

/** The group `REDIS_*`; `null`: each replica tries what it finds due by itself. */
export function redis(read: EnvReader): RedisConfig | null {
  const prefix = read.text('REDIS_PREFIX');
  if (!/^(?=.{1,64}$)[\w.-]*(?:\{[\w.-]+\})?[\w.-]*$/.test(prefix)) {
    read.problem(
      'REDIS_PREFIX',
      '1 to 64 letters, digits and any of . _ -, of them some within one pair of { }',
    );
  }
  const url = read.secret('REDIS_URL');
  if (url === undefined) return null;
  if (!/^rediss?:\/\/./.test(url) || !URL.canParse(url)) {
    read.problem('REDIS_URL', 'an address that begins with redis:// or rediss://');
  }
  return { url, prefix, callTimeoutMs: CALL_TIMEOUT_MS };
}
