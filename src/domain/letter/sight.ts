import type { DeadLetter } from './dead-letter.js';
import type { StoreTimes } from './lease.js';

/** A record as it was before a write of this process. The ETag is the store's. */
export interface Overwritten {
  etag: string;
  letter: DeadLetter;
}

/** What an object under `dlq/` was when it was written or read. Keys and ETags are the store's. */
export interface Sight {
  key: string;
  etag: string;
  times: StoreTimes;
  content:
    | { kind: 'record'; letter: DeadLetter; byHand: boolean }
    | { kind: 'corrupt' | 'foreign' | 'unreadable'; reason: string };
}
