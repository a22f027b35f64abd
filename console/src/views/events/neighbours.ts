import { lastList } from './recent-lists.js';

/** The event after or before another one in the list that was looked at last; `null`: there is none. */
export function neighbourOf(traceId: string, by: 1 | -1): string | null {
  const list = lastList();
  const rows = list?.state.get().rows ?? [];
  const at = rows.findIndex((row) => row?.trace_id === traceId);
  const next = at < 0 ? null : (rows[at + by]?.trace_id ?? null);
  if (next !== null) list?.change({ cursor: at + by });
  // The one after that is there when it is asked for.
  if (at >= 0) list?.need(Math.max(at + 2 * by, 0));
  return next;
}

let address = '/events';

/** Keeps where the list is, with its filters, for the way back. */
export function keepListAddress(next: string): void {
  address = next;
}

export function listAddress(): string {
  return address;
}
