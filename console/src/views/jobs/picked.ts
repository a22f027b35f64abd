import { queryString } from '../../api/query-string.js';
import { forgetDraft, keepDraft, keptDraft } from '../../state/kept-drafts.js';
import type { PlannedAction } from './job-words.js';

/** Events that one plan can name (docs/limits.md). */
export const MOST_PICKED = 10_000;

/** The events that somebody has picked for a job. They are too many for an address, which has the name alone. */
interface Picked {
  name: string;
  traceIds: readonly string[];
}

const KEY = 'picked';
/** Where the browser's storage is full, they live as long as the page; `null`: the storage has them. */
let held: Picked | null = null;

/** Where a job of these events is planned. They are kept in this tab, in the place of those that were picked before. */
export function pickedAddress(action: PlannedAction, traceIds: readonly string[]): string {
  const picked: Picked = { name: crypto.randomUUID().slice(0, 8), traceIds: [...traceIds] };
  forgetPicked();
  if (!keepDraft(KEY, picked)) held = picked;
  return `/jobs/new${queryString({ action, picked: picked.name })}`;
}

/** What was picked under this name; `null`: others were picked since, or it was in another tab. */
export function pickedBy(name: string): readonly string[] | null {
  const kept = held ?? (keptDraft(KEY) as Picked | null);
  return kept?.name === name ? kept.traceIds : null;
}

export function forgetPicked(): void {
  held = null;
  forgetDraft(KEY);
}
