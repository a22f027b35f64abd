import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { StoreTimes } from '../domain/letter/lease.js';

/** What an object was when it was written or read. */
export interface Sight {
  key: string;
  etag: string;
  times: StoreTimes;
  content:
    { kind: 'record'; letter: DeadLetter; byHand: boolean } | { kind: 'corrupt' | 'foreign'; reason: string };
}
