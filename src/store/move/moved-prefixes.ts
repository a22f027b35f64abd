/**
 * What a move takes: everything that the service keeps, in the order of keys. It leaves `probe/` (a running service tries
 * the store there), `moves/` (what a move notes in its target), and whatever else lies in a bucket.
 */
export const MOVED_PREFIXES = ['audit/', 'dlq/', 'groups/', 'jobs/', 'notices/', 'schemas/'] as const;
