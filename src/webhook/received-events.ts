import type { NextFunction, Request, Response } from 'express';
import { problemCodeOf } from '../http/problem.js';
import type { IngestOutcome } from '../ledger/ingest-outcome.js';
import type { Clock } from '../runtime/clock.js';
import type { DuplicateKind, EventReceived } from '../runtime/fact-types.js';
import type { Facts } from '../runtime/facts.js';

/** A request whose events are told one by one. A set of them, weak or not, costs more than the mark. */
const TAKEN = Symbol('taken');

type Watched = Request & { [TAKEN]?: true };

/** Tells what became of each delivered event, and of deliveries that were refused as a whole (`event_received`). */
export class ReceivedEvents {
  constructor(
    private readonly facts: Facts,
    private readonly clock: Clock,
  ) {}

  /**
   * Express middleware that tells of refused deliveries. A sender that hangs up before it is answered was not refused,
   * and is not told.
   */
  readonly watch = (request: Watched, response: Response, next: NextFunction): void => {
    const begunAt = this.clock.monotonic();
    response.on('close', () => {
      const code = problemCodeOf(response);
      if (code !== null && request[TAKEN] !== true) this.tell({ outcome: 'refused', code }, begunAt);
    });
    next();
  };

  /** The delivery is one or more events, each of which is told when it has its outcome. */
  take(request: Watched): void {
    request[TAKEN] = true;
  }

  /**
   * @param begunAt when the delivery's body had arrived, by the monotonic clock
   * @param duplicate how the event was known, where it was delivered before
   */
  ended(outcome: IngestOutcome, begunAt: number, duplicate: DuplicateKind | null): void {
    const traceId = 'traceId' in outcome ? outcome.traceId : null;
    if (outcome.kind === 'unconfirmed' || outcome.kind === 'overloaded') return this.failed(begunAt);
    if (duplicate !== null) return this.tell({ outcome: 'duplicate', kind: duplicate, traceId }, begunAt);
    if (outcome.kind === 'processed') return this.tell({ outcome: 'processed', traceId: null }, begunAt);
    this.tell({ outcome: outcome.kind, traceId: outcome.traceId }, begunAt);
  }

  /** The event has no outcome; the sender must deliver it again. */
  failed(begunAt: number): void {
    this.tell({ outcome: 'not_stored', traceId: null }, begunAt);
  }

  private tell(fact: Untimed<EventReceived>, begunAt: number): void {
    this.facts.tell('event_received', { ...fact, durationMs: this.clock.monotonic() - begunAt });
  }
}

/** Each variant without its duration. */
type Untimed<T> = T extends unknown ? Omit<T, 'durationMs'> : never;
