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

/** An attempt that has begun. Its record, where it has one, already carries the lease and the begun attempt. */
export interface BegunAttempt extends AttemptTime {
  event: CxoneEvent;
  /** The trace id of the event's dead letter; `null`: it has none. */
  traceId: string | null;
  /** 0 for the first attempt. */
  retryCount: number;
  /** How often the event was corrected. */
  corrections: number;
  /** When the event arrived, milliseconds since the epoch. */
  knownSince: number;
  /** A person asked for it, so the event is processed however old it is. */
  byPerson: boolean;
  /** A place at the target that was taken before; `take`: the attempt takes one within its own time. */
  place: Reservation | 'take';
  /** Why it fails without a run; `null`: it runs. */
  refusal: Failure | null;
}

/** What happens at the end of an attempt. This part differs between the kinds of attempts. */
export interface AttemptEnd<Outcome> {
  /** The attempt did not run: no time was left, or another attempt at the event is under way here. */
  notBegun(): Promise<Outcome>;
  passed(report: AttemptReport): Promise<Outcome>;
  failed(failure: Failure, report: AttemptReport): Promise<Outcome>;
}
