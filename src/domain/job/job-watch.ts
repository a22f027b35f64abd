import type { StopKind, StopRules } from './job.js';

/** How one attempt of a job ended. `cause`: the fingerprint of its failure; `null`: it did not fail. */
export interface WatchedAttempt {
  cause: string | null;
}

/** Where a watch begins: anew, or where an earlier run of the job stopped. */
export interface WatchStart {
  /** The canary's step that comes next, counted from 0; the number of steps: the canary is over. */
  step: number;
}

/**
 * Counts the attempts of a job, and says how many may begin and when the job stops itself.
 *
 * The canary's steps come first. A step ends when so many attempts as it is large have ended, and its failures alone are
 * counted then, whatever `after` says. After the canary, the failures of the latest `after` attempts count, those of the
 * canary included. So a target that begins to fail stops the job within `after` attempts, however many passed before.
 *
 * The same attempts in the same order lead to the same result, so a replica that takes a job over goes on where the
 * results end.
 */
export class JobWatch {
  private step: number;
  private inStep = 0;
  private failedInStep = 0;
  private readonly latest: boolean[] = [];
  private readonly causes: Set<string>;
  private stopped: StopKind | null = null;

  /**
   * @param canary the sizes of the steps
   * @param known the causes that members had when the membership was frozen, and those of earlier runs
   */
  constructor(
    private readonly canary: readonly number[],
    private readonly rules: StopRules,
    known: Iterable<string>,
    start: WatchStart = { step: 0 },
  ) {
    this.step = Math.min(start.step, canary.length);
    this.causes = new Set(known);
  }

  /** Why no more may begin; `null`: more may. */
  get verdict(): StopKind | null {
    return this.stopped;
  }

  /** Where a run goes on that is resumed after this one has stopped. */
  get nextStep(): number {
    return Math.min(this.step + 1, this.canary.length);
  }

  /** @param underWay attempts that have begun and not ended. @returns how many more may begin now */
  mayBegin(underWay: number): number {
    if (this.stopped !== null) return 0;
    const size = this.canary[this.step];
    return size === undefined ? Infinity : Math.max(0, size - this.inStep - underWay);
  }

  /** Notes the end of one attempt. Attempts that end after the verdict do not change it. */
  ended({ cause }: WatchedAttempt): void {
    const failed = cause !== null;
    this.latest.push(failed);
    if (this.latest.length > this.rules.after) this.latest.shift();
    this.stopped ??= this.judge(cause);
  }

  private judge(cause: string | null): StopKind | null {
    if (cause !== null && this.rules.onNewCause && !this.causes.has(cause)) return 'new_cause';
    const size = this.canary[this.step];
    if (size === undefined) return this.latestFail() ? 'failure_percent' : null;
    this.inStep++;
    if (cause !== null) this.failedInStep++;
    if (this.inStep < size) return null;
    if (this.tooMany(this.failedInStep, this.inStep)) return 'canary_failed';
    this.step++;
    this.inStep = 0;
    this.failedInStep = 0;
    return null;
  }

  private latestFail(): boolean {
    const failures = this.latest.filter(Boolean).length;
    return this.latest.length >= this.rules.after && this.tooMany(failures, this.latest.length);
  }

  private tooMany(failures: number, attempts: number): boolean {
    return failures * 100 > this.rules.failurePercent * attempts;
  }
}
