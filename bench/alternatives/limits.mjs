/** Events that a contender processes at once, as many as the service does (`RETRY_CONCURRENCY`). */
export const AT_ONCE = 64;
