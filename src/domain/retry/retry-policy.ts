export interface RetryPolicy {
  baseDelayMs: number;
  maxDelayMs: number;
  /** A dead letter whose `retry_count` reaches this is parked. */
  maxAttempts: number;
  /** An event that was cut off waits at least this long, milliseconds: its first run cannot be killed. */
  attemptTimeoutMs: number;
}

/**
 * How long to wait before the next retry, milliseconds: exponential backoff with full jitter, so that what
 * failed together does not come back together
 * (https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/).
 *
 * @param retryCount retries made so far, 0 after the first failure
 * @param random from 0 to 1, 1 excluded
 * @param atLeastMs what the upstream asked for (`Retry-After`) or the attempt needs to end; wins over the cap
 */
export function retryDelay(policy: RetryPolicy, retryCount: number, random: number, atLeastMs = 0): number {
  const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** retryCount);
  return Math.max(Math.floor(random * ceiling), atLeastMs);
}
