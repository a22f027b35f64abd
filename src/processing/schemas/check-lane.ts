import { Turns } from '../../runtime/turns.js';
import type { CheckAnswer, CheckProcess, CheckTask, CompileAnswer } from './check-process.js';
import type { Quarantines } from './quarantines.js';
import type { SchemaUnit } from './schema-unit.js';

export type LaneAnswer = CheckAnswer | { kind: 'quarantined' };

/** Compiles and applies schemas that are not provably quick in a process that can be killed. */
export interface SchemaLane {
  /** @throws TooManyWaiting; the signal's reason */
  compile(unit: SchemaUnit, signal: AbortSignal): Promise<CompileAnswer>;
  /** @throws TooManyWaiting; the signal's reason */
  check(unit: SchemaUnit, task: CheckTask, signal: AbortSignal): Promise<LaneAnswer>;
}

/** Lets drafts take turns at one process. */
export class DraftLane implements SchemaLane {
  private readonly turns: Turns;

  constructor(
    private readonly process: Pick<CheckProcess, 'check' | 'compile'>,
    maxWaiting: number,
  ) {
    this.turns = new Turns(maxWaiting);
  }

  compile(unit: SchemaUnit, signal: AbortSignal): Promise<CompileAnswer> {
    return this.turns.take(signal, () => this.process.compile(unit));
  }

  check(unit: SchemaUnit, task: CheckTask, signal: AbortSignal): Promise<CheckAnswer> {
    return this.turns.take(signal, () => this.process.check(unit, task));
  }
}

/** Lets events take turns at another process, so that no draft delays an event. */
export class EventLane implements SchemaLane {
  private readonly turns: Turns;

  constructor(
    private readonly process: Pick<CheckProcess, 'check'>,
    private readonly drafts: Pick<SchemaLane, 'compile'>,
    private readonly quarantines: Quarantines,
    maxWaiting: number,
  ) {
    this.turns = new Turns(maxWaiting);
  }

  /** Among the drafts: events are checked by the schemas in use while new ones are compiled. */
  compile(unit: SchemaUnit, signal: AbortSignal): Promise<CompileAnswer> {
    return this.drafts.compile(unit, signal);
  }

  async check(unit: SchemaUnit, task: CheckTask, signal: AbortSignal): Promise<LaneAnswer> {
    if (this.quarantines.has(unit)) return { kind: 'quarantined' };
    return this.turns.take(signal, () => this.run(unit, task));
  }

  private async run(unit: SchemaUnit, task: CheckTask): Promise<LaneAnswer> {
    // The quarantine may have begun while this event waited.
    if (this.quarantines.has(unit)) return { kind: 'quarantined' };
    const first = await this.once(unit, task);
    // A second try, so that neither a short peak of load nor a killed process parks an event.
    return first.kind === 'exceeded' || first.kind === 'lost' ? this.once(unit, task) : first;
  }

  private async once(unit: SchemaUnit, task: CheckTask): Promise<CheckAnswer> {
    const answer = await this.process.check(unit, task);
    if (answer.kind === 'exceeded') this.quarantines.noteExceeded(unit);
    else if (answer.kind !== 'lost') this.quarantines.noteGood(unit);
    return answer;
  }
}
