import type { DeadLetter, Trigger } from '../../src/domain/letter/dead-letter.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import { PermanentError, TransientError } from '../../src/domain/letter/failure.js';
import type { Router } from '../../src/processing/event-router.js';
import type { EventProcessor, ProcessingContext } from '../../src/processing/processor.js';
import { Semaphore } from '../../src/runtime/semaphore.js';
import { routerBy } from '../support/one-target.js';
import type { Network } from './network.js';
import type { Scheduler } from './scheduler.js';
import type { SimulatedProcess } from './simulated-process.js';
import type { Story } from './story.js';

/** `hang`: it ends when it is cut off. `kill`: the event ends the process that works on it. */
export type Verdict = 'pass' | 'transient' | 'permanent' | 'hang' | 'kill';

/** One run of an event, as the target sees it. Times in milliseconds since the epoch, true time. */
export interface Delivery {
  event: CxoneEvent;
  process: SimulatedProcess;
  retryCount: number;
  /** What asked for it, as its dead letter says. */
  trigger: Trigger;
  traceId: string | null;
  /** Begun by the schedule before its time had come, by true time. */
  early: boolean;
  /** How long after its time it was begun, by true time; `null`: its time is not known. Milliseconds. */
  lateMs: number | null;
  beganAt: number;
  endedAt: number | null;
  /** The target has done what the event asked for, whether or not the process has heard of it. */
  passed: boolean;
}

/** Two deliveries of one event at the same time. */
export interface Overlap {
  first: Delivery;
  second: Delivery;
}

/** Clocks that differ by less count as equal, and the store shows whole seconds. */
const DOUBT_MS = 3_000;

/** What is in the bucket, for whoever looks at it from outside. */
export interface RecordViews {
  letterOf: (traceId: string) => DeadLetter | null;
  /** When a record is due, by true time: its delay after its last write that was no claim. */
  dueAt: (traceId: string) => number | undefined;
}

/** What the events are for. Notes every delivery, and passes or fails it as the scenario says. */
export class Target {
  readonly deliveries: Delivery[] = [];
  readonly overlaps: Overlap[] = [];
  /** Decides by the event and by how often it has been delivered, this time included. */
  verdict: (event: CxoneEvent, nth: number) => Verdict = () => 'pass';
  /** How many events one process may send to one target at once. */
  maxInFlight = Infinity;
  /** When the routes were changed last, and how often they were. */
  reroutedAt = 0;
  routesChanged = 0;
  private destination: (event: CxoneEvent) => string = () => 'Target';
  /** How long a delivery takes, beyond its steps. */
  durationMs: (event: CxoneEvent) => number = () => 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly network: Network,
    private readonly story: Story,
    private readonly records: RecordViews,
  ) {}

  passed(identity: string): boolean {
    return this.deliveries.some(({ event, passed }) => passed && event.identity === identity);
  }

  /** The routes lead each event to the target that `destination` names from now on, in every process. */
  reroute(destination: (event: CxoneEvent) => string): void {
    this.destination = destination;
    this.reroutedAt = this.scheduler.now;
    this.routesChanged++;
  }

  /** Where one process sends its events. */
  routerOf(process: SimulatedProcess): Router {
    const processor: EventProcessor = {
      process: (event, context) => this.deliver(process, event, context),
    };
    const places = new Map<string, Semaphore>();
    return routerBy(
      (event) => {
        const name = this.destination(event);
        const known = places.get(name) ?? new Semaphore(this.maxInFlight);
        places.set(name, known);
        return { name, processor, places: known };
      },
      () => String(this.routesChanged),
    );
  }

  private async deliver(
    process: SimulatedProcess,
    event: CxoneEvent,
    context: ProcessingContext,
  ): Promise<void> {
    const delivery = this.begin(process, event, context);
    const end = () => {
      if (delivery.endedAt !== null) return;
      delivery.endedAt = this.scheduler.now;
      this.story.tell(process.name, () => `delivery of ${event.eventId} has ended`);
    };
    process.onEnd(end);
    try {
      await Promise.race([this.run(delivery), whenAborted(context.signal)]);
    } finally {
      end();
    }
  }

  private begin(process: SimulatedProcess, event: CxoneEvent, context: ProcessingContext): Delivery {
    const { retryCount, traceId } = context;
    const letter = traceId === null ? null : this.records.letterOf(traceId);
    const trigger = letter?.attempts.at(-1)?.trigger ?? 'webhook';
    const beganAt = this.scheduler.now;
    const delivery: Delivery = {
      event,
      process,
      retryCount,
      trigger,
      traceId,
      early: trigger === 'sweep' && letter !== null && this.waits(letter),
      lateMs: letter === null ? null : this.late(letter.traceId),
      beganAt,
      endedAt: null,
      passed: false,
    };
    for (const other of this.deliveries) {
      if (other.endedAt === null && other.event.identity === event.identity) {
        this.overlaps.push({ first: other, second: delivery });
      }
    }
    this.deliveries.push(delivery);
    return delivery;
  }

  /** A lost worker's record is taken over at once; every other one waits for its time. */
  private waits({ traceId, attempts }: DeadLetter): boolean {
    const takenOver = attempts.at(-2)?.errorCode === 'worker_lost';
    return !takenOver && (this.records.dueAt(traceId) ?? 0) > this.scheduler.now + DOUBT_MS;
  }

  private late(traceId: string): number | null {
    const dueAt = this.records.dueAt(traceId);
    return dueAt === undefined ? null : this.scheduler.now - dueAt;
  }

  private async run(delivery: Delivery): Promise<void> {
    const { event, process } = delivery;
    const fate = this.network.fateOf({ name: 'process', key: event.eventId, by: process.name });
    const nth = this.deliveries.filter((other) => other.event.identity === event.identity).length;
    const verdict = this.verdict(event, nth);
    if (fate.endsBefore || verdict === 'kill') {
      process.end();
      return new Promise(() => {});
    }
    process.aheadMs += fate.setsClock ?? 0;
    await this.network.halt(process, fate.pausesBefore);
    if (verdict === 'hang') return new Promise(() => {});
    const duration = this.durationMs(event);
    if (duration > 0) await this.network.wait(duration);
    await this.network.carry(process, fate, async () => {
      delivery.passed = verdict === 'pass';
    });
    if (verdict === 'permanent')
      throw new PermanentError('validation_failed', `nothing fits ${event.eventId}`);
    if (verdict === 'transient' || fate.breaks) throw new TransientError('upstream_error', 'HTTP 503');
  }
}

function whenAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  );
}
