import type { Filters } from '../../router/filters.js';

/** The events that a file of the schemas is tried with. */
export interface TriedEvents {
  filter: Filters;
  /** What they are called in a sentence. */
  name: string;
}

/**
 * @param versions that the file has a say about
 * @param cause whose events are meant; `null`: all that are parked
 * @returns `null`: the file has a say about no version, so there is nothing to try
 */
export function triedEvents(versions: readonly string[], cause: string | null): TriedEvents | null {
  if (cause !== null) return { filter: { group: [cause] }, name: 'events of this cause' };
  if (versions.length === 0) return null;
  return { filter: { status: ['parked'], schema_version: versions }, name: 'parked events' };
}
