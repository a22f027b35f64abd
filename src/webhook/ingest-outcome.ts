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

/** By when an event must be dealt with. The events of a batch share one. */
export interface IngestTimes {
  /** When it arrived, milliseconds since the epoch: this is written. */
  startedAt: number;
  /** The same moment by the monotonic clock, as the two below are. */
  begunAt: number;
  /** Processing is cut off then. */
  processBy: number;
  /** The answer is due. */
  answerBy: number;
}
