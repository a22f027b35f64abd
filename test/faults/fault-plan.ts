import { befalls, type CallName, type FaultKind, type FaultPoint } from './fault.js';

export interface Call {
  name: CallName;
  key: string;
  /** The process that calls. */
  by: string;
  /** The condition of a PUT. */
  condition?: 'absent' | 'none' | 'match';
}

/** What befalls a call. */
export interface Strike {
  kind: FaultKind;
  /** How long it delays or stops, milliseconds; otherwise it is drawn by lot. */
  ms?: number;
}

/** Counts the calls of a run and says which of them are befallen by what. */
export class FaultPlan {
  /** Calls since the run began. */
  readonly calls: Call[] = [];
  /** Points that were reached. */
  readonly struck: FaultPoint[] = [];
  private counting = false;
  private readonly scripted: Array<Strike & { when: (call: Call) => boolean }> = [];

  constructor(private readonly points: readonly FaultPoint[]) {}

  begin(): void {
    this.counting = true;
  }

  /** No more faults from now on. */
  end(): void {
    this.counting = false;
    this.scripted.length = 0;
  }

  /** Part of the scenario itself: the next call that fits is befallen by this, whatever the points say. */
  next(strike: Strike, when: (call: Call) => boolean): void {
    this.scripted.push({ ...strike, when });
  }

  meet(call: Call): Strike | undefined {
    if (!this.counting) return undefined;
    this.calls.push(call);
    const nth = this.calls.length;
    const point = this.points.find((point) => point.nth === nth && befalls(point.kind, call.name));
    if (point !== undefined) {
      this.struck.push(point);
      return point;
    }
    const script = this.scripted.findIndex(({ when, kind }) => befalls(kind, call.name) && when(call));
    return script < 0 ? undefined : this.scripted.splice(script, 1)[0];
  }
}
