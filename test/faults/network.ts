import type { Chance } from './chance.js';
import { befalls, type FaultKind } from './fault.js';
import type { Call, FaultPlan } from './fault-plan.js';
import type { Scheduler } from './scheduler.js';
import type { Story } from './story.js';
import { SimulatedProcess } from './simulated-process.js';

const REFUSALS = ['refused', 'slow-down', 'odd-refusal', 'false-conflict'] as const;

export type Refusal = (typeof REFUSALS)[number];

const HOUR_MS = 3_600_000;
const CLOCK_JUMPS_MS = [-24 * HOUR_MS, -HOUR_MS, HOUR_MS, 24 * HOUR_MS];

/** What becomes of one call. Times in milliseconds. */
export interface Fate {
  endsBefore?: boolean;
  endsAfter?: boolean;
  pausesBefore?: number;
  pausesAfter?: number;
  /** The clock of the process is set by so much. */
  setsClock?: number;
  refusal?: Refusal;
  /** The connection breaks before there is an answer. */
  breaksAtOnce?: boolean;
  /** The connection breaks in place of the answer. */
  breaks?: boolean;
  neverArrives?: boolean;
  arrivesAfter?: number;
  answersAfter?: number;
}

/** What lies between the processes and the world outside. It never ends and never stands still. */
export class Network {
  /** Requests that have been sent and not taken effect yet. */
  underWay = 0;
  private readonly self = new SimulatedProcess('network');
  private outageUntil = 0;
  private refusesUntil = 0;

  constructor(
    private readonly scheduler: Scheduler,
    private readonly plan: FaultPlan,
    private readonly chance: Chance,
    private readonly story: Story,
  ) {}

  turn(): Promise<void> {
    return this.scheduler.turn(this.self);
  }

  turnOf(process: SimulatedProcess): Promise<void> {
    return this.scheduler.turn(process);
  }

  wait(ms: number): Promise<void> {
    return this.scheduler.wait(this.self, ms);
  }

  deadline(process: SimulatedProcess, ms: number, callback: () => void): () => void {
    return this.scheduler.after(process, ms, callback);
  }

  /** Decides what becomes of a call. */
  fateOf(call: Call): Fate {
    const strike = this.plan.meet(call);
    const kind = strike?.kind;
    this.story.tell(
      call.by,
      () => `${this.plan.calls.length}: ${call.name} ${call.key.slice(-54)} ${kind ?? ''}`,
    );
    if (kind === 'outage') this.outageUntil = this.scheduler.now + this.chance.between(3_000, 40_000);
    if (kind === 'refusing-spell') this.refusesUntil = this.scheduler.now + this.chance.between(500, 40_000);
    const refuses = call.name !== 'process' && this.scheduler.now < this.refusesUntil;
    if (kind === 'refusing-spell' || (refuses && kind === undefined)) {
      return { refusal: this.chance.pick(REFUSALS.filter((refusal) => befalls(refusal, call.name))) };
    }
    const out = call.name !== 'process' && this.scheduler.now < this.outageUntil;
    if (kind === 'outage' || (out && kind === undefined)) {
      return this.chance.below(2) === 0 ? { refusal: 'refused' } : { neverArrives: true };
    }
    return kind === undefined ? {} : this.fate(kind, strike?.ms);
  }

  async halt(process: SimulatedProcess, ms: number | undefined): Promise<void> {
    if (ms === undefined) return;
    this.scheduler.pause(process, ms);
    await this.scheduler.turn(process);
  }

  /**
   * Brings a request to where it takes effect, and the answer back. Never settles where the request or the answer
   * is lost, or `process` has ended.
   */
  async carry<T>(process: SimulatedProcess, fate: Fate, effect: () => Promise<T>): Promise<T> {
    if (fate.neverArrives) return new Promise(() => {});
    this.underWay++;
    if (fate.arrivesAfter !== undefined) await this.wait(fate.arrivesAfter);
    await this.turn();
    const result = await effect();
    this.story.tell(
      process.name,
      () => `  -> ${(result as { outcome?: string } | undefined)?.outcome ?? 'done'}`,
    );
    this.underWay--;
    if (fate.endsAfter) process.end();
    if (fate.answersAfter !== undefined) await this.wait(fate.answersAfter);
    await this.halt(process, fate.pausesAfter);
    await this.turnOf(process);
    return result;
  }

  private fate(kind: Exclude<FaultKind, 'outage' | 'refusing-spell'>, ms?: number): Fate {
    const between = (first: number, last: number) => ms ?? this.chance.between(first, last);
    switch (kind) {
      case 'refused':
      case 'slow-down':
      case 'odd-refusal':
      case 'false-conflict':
        return { refusal: kind };
      case 'lost-request':
        return { breaksAtOnce: true, neverArrives: true };
      case 'stray-request':
        return {
          breaksAtOnce: true,
          arrivesAfter: this.chance.pick([between(50, 200), between(500, 120_000)]),
        };
      case 'late-request':
        return { arrivesAfter: this.chance.pick([between(2_000, 2_300), between(2_000, 10_000)]) };
      case 'silence':
        return { neverArrives: true };
      case 'lost-answer':
        return { breaks: true };
      case 'slow-answer':
        return { answersAfter: between(200, 1_900) };
      case 'late-answer':
        return { answersAfter: between(2_100, 20_000) };
      case 'kill-before':
        return { endsBefore: true };
      case 'kill-after':
        return { endsAfter: true };
      case 'pause-before':
        return { pausesBefore: between(40_000, 150_000) };
      case 'pause-after':
        return { pausesAfter: between(40_000, 150_000) };
      case 'clock-set':
        return { setsClock: ms ?? this.chance.pick(CLOCK_JUMPS_MS) };
    }
  }
}
