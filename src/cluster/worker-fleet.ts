import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';

/**
 * The delay before a dead worker is started again. It doubles each time that the worker lived for less than a minute.
 */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 30_000;
const STEADY_MS = 60_000;

/** A worker ends within its own time limit; the fleet kills it this much later. */
const FORCE_AFTER_MS = 1_000;

/** A process of the fleet, as its starter sees it. */
export interface WorkerHandle {
  pid: number | undefined;
  kill(signal: NodeJS.Signals): void;
  onListening(listener: () => void): void;
  onExit(listener: (code: number | null, signal: string | null) => void): void;
}

interface Slot {
  worker: WorkerHandle | null;
  startedAt: number;
  pauseMs: number;
  cancel: () => void;
}

/** Keeps a number of workers running until it is stopped. */
export class WorkerFleet {
  private readonly slots = new Map<number, Slot>();
  private hasListened = false;
  private stopping = false;
  private failed = false;
  private ended: (code: number) => void = () => {};

  /**
   * @param fork starts the worker of a number
   * @param shutdownTimeoutMs the time that a worker has to end
   */
  constructor(
    private readonly fork: (number: number) => WorkerHandle,
    private readonly shutdownTimeoutMs: number,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** Starts workers 1 to `count`. @returns the exit code, once the last has ended after `stop` */
  run(count: number): Promise<number> {
    return new Promise((resolve) => {
      this.ended = resolve;
      for (let number = 1; number <= count; number++) {
        this.slots.set(number, { worker: null, startedAt: 0, pauseMs: FIRST_PAUSE_MS, cancel: () => {} });
        this.start(number);
      }
    });
  }

  /** Asks all workers to finish their work and end. */
  stop(): void {
    if (this.stopping) return;
    this.stopping = true;
    for (const slot of this.slots.values()) {
      slot.cancel();
      slot.worker?.kill('SIGTERM');
    }
    this.clock.after(this.shutdownTimeoutMs + FORCE_AFTER_MS, () => {
      this.failed = true;
      for (const { worker } of this.slots.values()) worker?.kill('SIGKILL');
    });
    this.endIfEmpty();
  }

  private start(number: number): void {
    const slot = this.slots.get(number)!;
    const worker = this.fork(number);
    slot.worker = worker;
    slot.startedAt = this.clock.monotonic();
    worker.onListening(() => (this.hasListened = true));
    worker.onExit((code, signal) => this.exited(number, code, signal));
  }

  private exited(number: number, code: number | null, signal: string | null): void {
    const slot = this.slots.get(number)!;
    slot.worker = null;
    if (this.stopping) {
      // SIGTERM is no failure: it killed the worker before the worker installed its signal handler.
      if (code !== 0 && signal !== 'SIGTERM') this.failed = true;
      return this.endIfEmpty();
    }
    if (!this.hasListened) {
      // When the first workers die at their start, the cause is permanent: a port in use, or a store that refuses
      // access.
      this.failed = true;
      return this.stop();
    }
    const steady = this.clock.monotonic() - slot.startedAt >= STEADY_MS;
    const pauseMs = steady ? FIRST_PAUSE_MS : slot.pauseMs;
    slot.pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS);
    this.log.error('worker_ended', {
      ended_worker: number,
      exit_code: code,
      signal,
      again_in_ms: pauseMs,
    });
    slot.cancel = this.clock.after(pauseMs, () => this.start(number));
  }

  private endIfEmpty(): void {
    if ([...this.slots.values()].every(({ worker }) => worker === null)) this.ended(this.failed ? 1 : 0);
  }
}
