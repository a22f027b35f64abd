import { STATUSES, type Status } from '../domain/dead-letter.js';

/** What an object under `dlq/` can be in a listing: a record in some status, or none that can be used. */
export type ListedStatus = Status | 'corrupt' | 'foreign';

export const LISTED_STATUSES: readonly ListedStatus[] = [...STATUSES, 'corrupt', 'foreign'];
