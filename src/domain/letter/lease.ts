import type { Lease } from './dead-letter.js';

/** Last-Modified and Date have a resolution of one second, and a store's nodes differ by a little. */
export const LEASE_GRACE_MS = 5_000;

/** When the record was last written and when it was read, both by the store's clock, milliseconds. */
export interface StoreTimes {
  lastModified: number;
  storeTime: number;
}

/** Milliseconds until a lease has run out, by the store's clock at the reading; 0 or less: it has. */
export function timeLeft(lease: Lease, times: StoreTimes): number {
  return lease.ttlMs + LEASE_GRACE_MS + 1 - (times.storeTime - times.lastModified);
}

/** Whether a lease still protects its record. Our own clock has no say in it. */
export function isLive(lease: Lease | null, times: StoreTimes): boolean {
  return lease !== null && timeLeft(lease, times) > 0;
}
