import type { CxoneEvent } from '../domain/event/event.js';
import { failIfStale } from '../domain/event/event-time.js';
import { idempotencyKeyOf } from '../domain/letter/decisions.js';
import { classify, type Failure } from '../domain/letter/failure.js';
import type { Config } from '../config/config.js';
import type { Clock } from '../runtime/clock.js';
import { DeadlineExceeded, withDeadline } from '../runtime/deadline.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { CxoneValidator } from './cxone-validator.js';
import type { Router } from './event-router.js';
import { placeAt, type PlaceWanted, type Reservation, type Reserving } from './reservation.js';
import type { TargetBreakers } from './target-breakers.js';

export interface ProcessingResult {
  /** The processor's name, `null` where there is none for the event's version. */
  processor: string | null;
  /** `null`: done. */
  failure: Failure | null;
}

export interface ProcessingAttempt {
  /** 0 for the first attempt, inside the webhook. */
  retryCount: number;
  /** Of the dead letter; `null` in the first attempt. */
  traceId: string | null;
  /** How often the event was corrected: each form of it has an `Idempotency-Key` of its own. */
  corrections?: number;
  /** When the event arrived, milliseconds since the epoch. */
  knownSince: number;
  /** A person asked for the attempt, so an old event is not parked as stale. */
  byPerson: boolean;
  /** The time after which it fails as `processing_timeout`. */
  timeoutMs: number;
  /** The destination, with a place there; `take`: the attempt takes one within its own time. */
  place?: Reservation | 'take';
}

/** The longest wait of a first attempt for a place at the target, milliseconds: CXone waits for an answer. */
const FIRST_PLACE_WAIT_MS = 1_000;

/**
 * Runs one attempt of an event within its time: brings the event up to date, checks it, lets CXone validate it, and
 * sends it to its destination. Never throws: an error becomes the event's failure.
 */
export class ProcessingService {
  constructor(
    private readonly router: Router,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly validator: Pick<CxoneValidator, 'validate' | 'places'>,
    private readonly breakers: Pick<TargetBreakers, 'mayCall' | 'isClosed' | 'report'>,
    private readonly config: Pick<Config, 'staleAfterMs' | 'eventTimeZone' | 'masking'>,
  ) {}

  /** Why no event can be processed now; `null`: events can be. */
  get hindrance(): string | null {
    return this.router.hindrance;
  }

  async process(event: CxoneEvent, attempt: ProcessingAttempt): Promise<ProcessingResult> {
    const { place } = attempt;
    return place === 'take' ? this.takePlace(event, attempt) : this.run(event, attempt, place);
  }

  /**
   * Finds out where the event goes now, and takes a place there, and one at CXone where CXone validates events, before
   * the attempt begins: a wait for a place is no fault of the event, of the target or of CXone.
   *
   * @throws StoreError while there is a hindrance
   */
  async reserve(event: CxoneEvent, want: PlaceWanted): Promise<Reserving> {
    const destination = await this.router.destinationOf(event);
    if (destination === undefined) return { kind: 'reserved', destination, release: () => {} };
    const { name: target } = destination;
    const wasClosed = this.breakers.isClosed(target);
    if (want.bySchedule && !this.breakers.mayCall(target)) return { kind: 'held', target, destination };
    const { places } = destination;
    // Most attempts wait for nothing, so they make no promise.
    if (places === undefined && this.validator.places === undefined) {
      return { kind: 'reserved', destination, release: () => {} };
    }
    const untilAt = this.clock.monotonic() + want.waitMs;
    const leave = await placeAt(places, want, this.clock);
    if (leave === null) return { kind: 'busy', target, destination };
    const waitMs = untilAt - this.clock.monotonic();
    const atCxone = await placeAt(this.validator.places, { ...want, waitMs }, this.clock);
    const release = () => {
      leave();
      atCxone?.();
    };
    if (atCxone === null) {
      release();
      return { kind: 'busy', target: 'CXone', destination };
    }
    if (want.bySchedule && wasClosed && !this.breakers.isClosed(target)) {
      // The target may have gone down during the wait.
      release();
      return { kind: 'held', target, destination };
    }
    return { kind: 'reserved', destination, atCxone, release };
  }

  /**
   * A first attempt, which must end soon. It waits for its places for half of its time, at most FIRST_PLACE_WAIT_MS,
   * and processes the event in the rest. Without a place the event fails as `target_busy`; nothing was sent.
   */
  private async takePlace(event: CxoneEvent, attempt: ProcessingAttempt): Promise<ProcessingResult> {
    const begunAt = this.clock.monotonic();
    const waitMs = Math.min(FIRST_PLACE_WAIT_MS, attempt.timeoutMs / 2);
    const place = await this.reserve(event, { bySchedule: false, waitMs });
    if (place.kind !== 'reserved') {
      return { processor: place.destination.name, failure: busy(place.target, waitMs) };
    }
    try {
      const timeoutMs = attempt.timeoutMs - (this.clock.monotonic() - begunAt);
      return await this.run(event, { ...attempt, timeoutMs }, place);
    } finally {
      place.release();
    }
  }

  private async run(
    event: CxoneEvent,
    { retryCount, traceId, corrections = 0, timeoutMs, knownSince, byPerson }: ProcessingAttempt,
    place: Reservation | undefined,
  ): Promise<ProcessingResult> {
    const deadlineAt = this.clock.monotonic() + timeoutMs;
    let destination = place?.destination;
    // A failure before the target was called says nothing about the target.
    let asked = false;
    let waitedFor = 'its upcasters and the check by its schema';
    try {
      // For the record of an attempt that fails before the event is in its final shape.
      destination ??= this.router.find(event);
      if (destination !== undefined && !byPerson) this.failIfStale(event, knownSince);
      const { name } = await withDeadline(this.clock, timeoutMs, async (signal) => {
        const way = await this.router.wayOf(event, { signal, reserved: place?.destination });
        signal.throwIfAborted();
        const { prepared, destination: found, error } = way;
        destination = found;
        if (error !== null) throw error;
        if (found === undefined) throw new Error('nothing takes the version of the upcast event');
        asked = true;
        waitedFor = `CXone to validate it, before ${found.name}`;
        await this.validator.validate(prepared, { signal, deadlineAt, place: place?.atCxone });
        // A validation that ignored the signal must not pass the event on, because the next attempt may run already.
        signal.throwIfAborted();
        waitedFor = found.name;
        const idempotencyKey = idempotencyKeyOf(event, corrections);
        await found.processor.process(prepared, { signal, deadlineAt, idempotencyKey, retryCount, traceId });
        return found;
      });
      this.breakers.report(name, null, retryCount > 0);
      return { processor: name, failure: null };
    } catch (error) {
      const failure = error instanceof DeadlineExceeded ? timedOut(error, waitedFor) : classify(error);
      const shown = this.config.masking.ofEvent(event);
      if (failure.code === 'processor_error') {
        this.log.error('processor_error', {
          target: destination?.name,
          ...describeError(error, shown),
        });
      }
      if (destination !== undefined && asked) {
        // What opened a breaker is told to people.
        const told = { ...failure, reason: shown.text(failure.reason), response: undefined };
        this.breakers.report(destination.name, told, retryCount > 0);
      }
      return { processor: destination?.name ?? null, failure };
    }
  }

  private failIfStale(event: CxoneEvent, knownSince: number): void {
    const afterMs = this.router.staleAfterMs(event) ?? this.config.staleAfterMs;
    failIfStale(event, afterMs, knownSince, this.clock.now(), this.config.eventTimeZone);
  }
}

/** The target, or CXone, has as many calls as it may get at once. The event is not at fault. */
function busy(at: string, ms: number): Failure {
  const reason = `no place at ${at} became free within ${ms} ms; the event was not sent`;
  return { code: 'target_busy', reason, retryable: true };
}

function timedOut({ ms }: DeadlineExceeded, waitedFor: string): Failure {
  const reason = `not processed within ${ms} ms; it waited for ${waitedFor}`;
  return { code: 'processing_timeout', reason, retryable: true };
}
