/** Beyond this the wait no longer doubles, milliseconds. */
export const MAX_BACKOFF_MS = 60_000;

/** The share of the wait that chance may add, so that callers refused together do not come back together. */
export const JITTER = 0.25;

/**
 * How long to wait before a refused call is repeated where the upstream does not say, milliseconds:
 * 2^attempt seconds (contract, section 4), up to a quarter more by chance.
 *
 * @param attempt 0 after the first refusal
 * @param random from 0 to 1, 1 excluded
 */
export function upstreamBackoff(attempt: number, random: number): number {
  const base = Math.min(1_000 * 2 ** attempt, MAX_BACKOFF_MS);
  return Math.floor(base * (1 + random * JITTER));
}
