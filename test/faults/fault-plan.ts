import { befalls, type CallName, type FaultKind, type FaultPoint } from './fault.js';

export interface Call {
  name: CallName;
  key: string;
  /** The process that calls. */
  by: string;
  /** The condition of a PUT. */
  condition?: 'absent' | 'none' | 'match';
}

/** Counts the calls of a run and says which of them are befallen by what. */
export class FaultPlan {
  /** Calls since the run began. */
  readonly calls: Call[] = [];
  /** Points that were reached. */
  readonly struck: FaultPoint[] = [];
  private counting = false;
  private readonly scripted: Array<{ when: (call: Call) => boolean; kind: FaultKind }> = [];

  constructor(private readonly points: readonly FaultPoint[]) {}

  begin(): void {
    this.counting = true;
  }

  /** No more faults from now on. */
  end(): void {
    this.counting = false;
    this.scripted.length = 0;
  }

  /** Part of the scenario itself: the next call that fits is befallen by `kind`, whatever the points say. */
  next(kind: FaultKind, when: (call: Call) => boolean): void {
    this.scripted.push({ kind, when });
  }

  meet(call: Call): FaultKind | undefined {
    if (!this.counting) return undefined;
    this.calls.push(call);
    const nth = this.calls.length;
    const point = this.points.find((point) => point.nth === nth && befalls(point.kind, call.name));
    if (point !== undefined) {
      this.struck.push(point);
      return point.kind;
    }
    const script = this.scripted.findIndex(({ when, kind }) => befalls(kind, call.name) && when(call));
    return script < 0 ? undefined : this.scripted.splice(script, 1)[0]!.kind;
  }
}
