import type { CxoneEvent } from '../../domain/event/event.js';
import type { Failure } from '../../domain/letter/failure.js';
import type { AttemptReport } from '../../domain/letter/attempts.js';
import type { Reservation } from '../../processing/reservation.js';

/** The time of an attempt. */
export interface AttemptTime {
  /** When it began, milliseconds since the epoch. This time is written to the record. */
  startedAt: number;
  /** The same moment by the monotonic clock. */
  begunAt: number;
  /** When it is cut off, by the monotonic clock. */
  endBy: number;
}

/** An attempt at an event that has begun. What must be on record before the event is processed is on record. */
export interface BegunAttempt extends AttemptTime {
  event: CxoneEvent;
  /** Of the event's dead letter; `null`: it has none. */
  traceId: string | null;
  /** 0 for the first attempt. */
  retryCount: number;
  /** When the event arrived, milliseconds since the epoch. */
  knownSince: number;
  /** A person wants it done now, however old the event is. */
  byPerson: boolean;
  /** A place at the target that was taken before; `take`: the attempt takes one, out of its own time. */
  place: Reservation | 'take';
  /** Why it fails without being run; `null`: it is run. */
  refusal: Failure | null;
}

/** What the end of an attempt means. This is the part that differs between the kinds of attempts. */
export interface AttemptEnd<Outcome> {
  /** Nothing was run: no time was left, or another attempt at the event is under way here. */
  notBegun(): Promise<Outcome>;
  passed(report: AttemptReport): Promise<Outcome>;
  failed(failure: Failure, report: AttemptReport): Promise<Outcome>;
}
