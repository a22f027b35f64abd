import type { Chance } from './chance.js';
import type { SimulatedProcess } from './simulated-process.js';

/** Time that a step takes at most, milliseconds. */
const STEP_MS = 15;

interface Step {
  owner: SimulatedProcess;
  run: () => void;
}

interface Timer extends Step {
  at: number;
}

/**
 * Decides what happens next. Everything that one process can see of another is a step that waits for its turn;
 * which of the waiting steps goes next is drawn by lot, and time jumps to the next timer when none waits. So the
 * interleaving of all processes comes from one seed.
 */
export class Scheduler {
  private steps: Step[] = [];
  private readonly timers = new Set<Timer>();

  constructor(
    private readonly chance: Chance,
    /** True time, milliseconds since the epoch. */
    public now: number,
  ) {}

  /** Resolves when it is the turn of `owner`; never, if `owner` ends before. */
  turn(owner: SimulatedProcess): Promise<void> {
    return new Promise((resolve) => this.steps.push({ owner, run: resolve }));
  }

  /** Calls `callback` after `ms`; the returned function cancels it. A process that has ended is not called. */
  after(owner: SimulatedProcess, ms: number, callback: () => void): () => void {
    const timer = { owner, at: this.now + Math.max(0, ms), run: callback };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  wait(owner: SimulatedProcess, ms: number): Promise<void> {
    return new Promise((resolve) => this.after(owner, ms, resolve));
  }

  /** The process stands still for `ms`, and goes on as if nothing had happened. */
  pause(owner: SimulatedProcess, ms: number): void {
    owner.pausedUntil = this.now + ms;
    owner.pauses.push({ from: this.now, to: owner.pausedUntil });
  }

  /**
   * Lets things happen until `done`, which is asked whenever nothing can happen at once.
   *
   * @throws Error when it is not done after `limitMs` of simulated time.
   */
  async run(done: () => boolean, limitMs: number): Promise<void> {
    const end = this.now + limitMs;
    for (;;) {
      // Everything but a turn and a timer is settled within one turn of the event loop.
      await new Promise((resolve) => setImmediate(resolve));
      const ready = this.ready();
      if (ready.length > 0) {
        this.perform(this.chance.pick(ready));
        this.now += this.chance.below(STEP_MS);
        continue;
      }
      if (done()) return;
      const next = this.nextMoment();
      if (next === undefined) throw new Error('nothing is left to happen, and it is not done');
      if (next > end) throw new Error(`not done after ${limitMs} ms`);
      this.now = Math.max(this.now, next);
    }
  }

  private perform(step: Step): void {
    this.timers.delete(step as Timer);
    const at = this.steps.indexOf(step);
    if (at >= 0) this.steps.splice(at, 1);
    step.run();
  }

  /** What can happen now. Of the timers of one process only the earliest: they go off in their order. */
  private ready(): Step[] {
    this.steps = this.steps.filter(({ owner }) => owner.alive);
    const first = new Map<SimulatedProcess, Timer>();
    for (const timer of this.timers) {
      if (!timer.owner.alive) this.timers.delete(timer);
      else if (timer.at < (first.get(timer.owner)?.at ?? this.now + 1)) first.set(timer.owner, timer);
    }
    return [...this.steps, ...first.values()].filter(({ owner }) => owner.pausedUntil <= this.now);
  }

  private nextMoment(): number | undefined {
    const paused = this.steps.map(({ owner }) => owner.pausedUntil);
    const timers = [...this.timers].map(({ at, owner }) => Math.max(at, owner.pausedUntil));
    const moments = [...paused, ...timers];
    return moments.length === 0 ? undefined : Math.min(...moments);
  }
}
