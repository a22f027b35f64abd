import { createHash } from 'node:crypto';
import type { JobAction } from '../../domain/job/job.js';
import type { JobSelection } from '../store/job-record.js';

/** Filters whose values come from the event, so that they may name a person. */
const FROM_THE_EVENT: readonly string[] = ['event_id', 'interaction_id', 'tenant_id'];

/** What the audit keeps of a selection: ten thousand trace ids are too many. */
export function shownSelection(selection: JobSelection, action: JobAction): object {
  const { filter, trace_ids } = action === 'erase' ? concealed(selection) : selection;
  return trace_ids === null ? { filter } : { trace_ids: trace_ids.length };
}

/**
 * What an erase keeps of its selection when it needs it no more: digests in the place of ids from the event. Whoever knows
 * an id can find out that it was erased, and nobody reads it here.
 */
export function concealed({ filter, trace_ids }: JobSelection): JobSelection {
  if (filter === null) return { filter, trace_ids };
  const entries = Object.entries(filter).map(([name, value]) => [
    name,
    FROM_THE_EVENT.includes(name) ? digestsOf(value) : value,
  ]);
  return { filter: Object.fromEntries(entries) as Record<string, unknown>, trace_ids };
}

function digestsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(digestsOf);
  return `sha256:${createHash('sha256').update(String(value)).digest('hex')}`;
}
