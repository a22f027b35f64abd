import { STATUSES, type Status } from '../domain/letter/dead-letter.js';

/**
 * What an object under `dlq/` can be in a listing: a record in some status, or none that can be used. `unreadable`: the
 * store lists it and does not hand it out, or a newer version of the service wrote it.
 */
export type ListedStatus = Status | 'corrupt' | 'foreign' | 'unreadable';

export const LISTED_STATUSES: readonly ListedStatus[] = [...STATUSES, 'corrupt', 'foreign', 'unreadable'];
