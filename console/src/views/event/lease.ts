import type { EventRecord } from './record.js';

export interface HeldLease {
  owner: string;
  /** When it runs out, milliseconds since the epoch. */
  endsAt: number;
  /** Negative: it has run out. */
  leftMs: number;
}

/** The service waits this much longer before another attempt takes a lease over. */
const SLACK_MS = 5_000;

/** Who holds a record; `null`: nobody. The lease began with the latest attempt. */
export function leaseOf({ lease, attempts }: EventRecord, now: number): HeldLease | null {
  if (lease === null || lease === undefined) return null;
  const began = Date.parse(attempts?.at(-1)?.at ?? '');
  const endsAt = (Number.isNaN(began) ? now : began) + lease.ttl_ms + SLACK_MS;
  return { owner: lease.owner, endsAt, leftMs: endsAt - now };
}
