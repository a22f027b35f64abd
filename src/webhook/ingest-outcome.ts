/**
 * What became of an event. `processed`, `received` (it is stored, and processed next) and `dead_lettered` are durable
 * and may be acknowledged; `unconfirmed` and `overloaded` must be delivered again. `duplicate`: it was so before this delivery, which changed nothing.
 */
export type IngestOutcome =
  | { kind: 'processed'; duplicate?: true }
  | { kind: 'received'; traceId: string; duplicate?: true }
  | { kind: 'dead_lettered'; traceId: string; duplicate?: true }
  | { kind: 'unconfirmed' }
  | { kind: 'overloaded' };

/** By when an event must be dealt with, milliseconds since the epoch. The events of a batch share one. */
export interface IngestTimes {
  /** When it arrived. */
  startedAt: number;
  /** Processing is cut off then. */
  processBy: number;
  /** The answer is due. */
  answerBy: number;
}
