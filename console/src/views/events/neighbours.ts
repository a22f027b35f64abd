import { lastList } from './event-list.js';

/** The event after or before another one in the list that was looked at last; `null`: there is none. */
export function neighbourOf(traceId: string, by: 1 | -1): string | null {
  const list = lastList();
  const rows = list?.state.get().rows ?? [];
  const at = rows.findIndex(({ trace_id }) => trace_id === traceId);
  const next = at < 0 ? null : (rows[at + by]?.trace_id ?? null);
  if (next !== null) list?.change({ cursor: at + by });
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
