import { randomInt } from 'node:crypto';
import { LEASE_GRACE_MS } from '../../src/domain/letter/lease.js';

/** As short as the configuration allows with an S3 server that shares its processors with three replicas. */
export const ATTEMPT_TIMEOUT_MS = 2_000;
export const STORE_CALL_TIMEOUT_MS = 3_000;
const LEASE_MARGIN_MS = STORE_CALL_TIMEOUT_MS;

/** After this a lease has run out: the store's two times have a resolution of one second. */
export const LEASE_MS = ATTEMPT_TIMEOUT_MS + LEASE_MARGIN_MS + LEASE_GRACE_MS + 1_000;

/** A round ends by itself: events are handed in so many times, and records tried so many times. */
export const AMPLE_MS = 3 * 3_600_000;

/** An event that fails as often as this is parked. */
export const MAX_ATTEMPTS = 12;

/** How a round is played. */
export interface ChaosSettings {
  /** Dead letters. */
  events: number;
  /** How long replicas are killed and stopped, at most, once the target works. */
  seconds: number;
  seed: string;
}

/** From CHAOS_EVENTS (5,000), CHAOS_SECONDS (240) and CHAOS_SEED (a new one). */
export function chaosSettings(env: Readonly<Record<string, string | undefined>>): ChaosSettings {
  return {
    events: wholeNumber('CHAOS_EVENTS', env.CHAOS_EVENTS, 5_000),
    seconds: wholeNumber('CHAOS_SECONDS', env.CHAOS_SECONDS, 240),
    seed: env.CHAOS_SEED || String(randomInt(2 ** 32)),
  };
}

/** What grows with the number of events. */
export interface Pace {
  /** The target announces the end of its outage for this many seconds ahead at most. */
  outageS: number;
  /** A replica is left in peace for so long at most: one that starts may have to read every record first. */
  peaceMs: number;
}

export function paceOf({ events }: ChaosSettings): Pace {
  return { outageS: 5 + Math.ceil(events / 50), peaceMs: 15_000 + 5 * events };
}

/** The command that plays the round again. @param script of package.json */
export function replayCommand({ events, seconds, seed }: ChaosSettings, script: string): string {
  return `CHAOS_SEED=${seed} CHAOS_EVENTS=${events} CHAOS_SECONDS=${seconds} npm run ${script}`;
}

/**
 * The environment of one replica.
 *
 * @param by what the target is to know it by
 */
export function serviceEnv(
  store: Readonly<Record<string, string>>,
  targetUrl: string,
  by: string,
): Record<string, string> {
  return {
    ...store,
    CXONE_BASE_URL: targetUrl,
    CXONE_CLIENT_ID: by,
    CXONE_CLIENT_SECRET: 'chaos',
    CXONE_VALIDATE_PATH: '/api/events/{event_id}/validate',
    STORE_CALL_TIMEOUT_MS: String(STORE_CALL_TIMEOUT_MS),
    RETRY_ATTEMPT_TIMEOUT_MS: String(ATTEMPT_TIMEOUT_MS),
    LEASE_MARGIN_MS: String(LEASE_MARGIN_MS),
    RETRY_SWEEP_ENABLED: 'true',
    RETRY_SWEEP_CRON: '* * * * * *',
    RETRY_BASE_DELAY_MS: '500',
    RETRY_MAX_DELAY_MS: '4000',
    RETRY_MAX_ATTEMPTS: String(MAX_ATTEMPTS),
    CATALOG_POLL_MS: '1000',
    CATALOG_FULL_MS: '10000',
    BREAKER_OPEN_MS: '1000',
    SHUTDOWN_TIMEOUT_MS: '10000',
  };
}

/** What makes a replica share its retries over the Redis at `url`. */
export function redisEnv(url: string): Record<string, string> {
  return { REDIS_URL: url };
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined || text === '') return otherwise;
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`${name}: expected a whole number from 1 to 9999999`);
  return Number(text);
}
