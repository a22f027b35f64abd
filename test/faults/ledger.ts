import type { CxoneEvent } from '../../src/domain/event/event.js';

/** What the world outside was promised, and what it did by hand: what a run is judged by. */
export interface Ledger {
  /** What CXone was answered, in order. */
  answers: string[];
  /** Every event that was acknowledged, in order. */
  accepted: CxoneEvent[];
  /** Events that were acknowledged, by identity. */
  acknowledged: Map<string, { eventId: string; kind: 'processed' | 'dead_lettered' }>;
  repairs: Repair[];
  /** ETags of what nobody may touch, by key. */
  untouchable: Map<string, string>;
}

/** An object that somebody put back by hand. */
export interface Repair {
  key: string;
  etag: string;
  /** The identity of the event as it was, and as it is now. */
  replaces: string;
  identity: string;
}
