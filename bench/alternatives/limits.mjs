/** Events that a contender processes at once, as many as the service does (`RETRY_CONCURRENCY`). */
export const AT_ONCE = 64;

/** Between two looks at how far a contender is, milliseconds: a look costs it something, too. */
export const LOOK_MS = 500;
