/**
 * What became of a delivered event. After `processed`, `received` (stored, and processed next) and `dead_lettered` the
 * sender may forget it: each is durable. After `unconfirmed` and `overloaded` the sender must deliver it again.
 * `duplicate`: an earlier delivery brought it there, and this one changed nothing.
 */
export type IngestOutcome =
  | { kind: 'processed'; duplicate?: true }
  | { kind: 'received'; traceId: string; duplicate?: true }
  | { kind: 'dead_lettered'; traceId: string; duplicate?: true }
  | { kind: 'unconfirmed' }
  | { kind: 'overloaded' };
