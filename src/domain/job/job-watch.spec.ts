import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JobWatch } from './job-watch.js';

const RULES = { failurePercent: 30, after: 20, onNewCause: true };
const PASSED = { cause: null };
const KNOWN = { cause: 'v1-known' };

function watching(canary: readonly number[], rules = RULES, step = 0): JobWatch {
  return new JobWatch(canary, rules, ['v1-known'], { step });
}

function all(watch: JobWatch, attempts: Array<{ cause: string | null }>): JobWatch {
  attempts.forEach((attempt) => watch.ended(attempt));
  return watch;
}

const times = (count: number, attempt: { cause: string | null }) =>
  Array.from({ length: count }, () => attempt);

describe('the canary', () => {
  it('lets one begin, then five, then twenty, then all, each after the step before', () => {
    const watch = watching([1, 5, 20]);
    expect([watch.mayBegin(0), watch.mayBegin(1)]).toEqual([1, 0]);
    watch.ended(PASSED);
    expect([watch.mayBegin(0), watch.mayBegin(3)]).toEqual([5, 2]);
    all(watch, times(4, PASSED));
    expect([watch.mayBegin(0), watch.mayBegin(1)]).toEqual([1, 0]);
    watch.ended(PASSED);
    expect(watch.mayBegin(0)).toBe(20);
    all(watch, times(20, PASSED));
    expect(watch.mayBegin(7)).toBe(Infinity);
  });

  it('stops the job where the first member fails, whatever `after` says, and resumes with the next step', () => {
    const watch = all(watching([1, 5, 20]), [KNOWN]);
    expect([watch.verdict, watch.mayBegin(0), watch.nextStep]).toEqual(['canary_failed', 0, 1]);
    expect(watching([1, 5, 20], RULES, watch.nextStep).mayBegin(0)).toBe(5);
  });

  it('counts the failures of the step alone, at its end', () => {
    const watch = all(watching([1, 5]), [PASSED, KNOWN, KNOWN, PASSED, PASSED]);
    expect(watch.verdict).toBeNull();
    expect(all(watch, [PASSED]).verdict).toBe('canary_failed');
    expect(all(watching([1, 5]), [PASSED, KNOWN, PASSED, PASSED, PASSED, PASSED]).verdict).toBeNull();
  });

  it('is left out where it is empty', () => {
    const watch = all(watching([]), times(19, KNOWN));
    expect([watch.verdict, watch.mayBegin(0)]).toEqual([null, Infinity]);
    expect(all(watch, [KNOWN]).verdict).toBe('failure_percent');
  });
});

describe('a job stops itself', () => {
  it('within `after` attempts from when a target begins to fail, however many passed before', () => {
    const watch = all(watching([1, 5, 20]), times(3_000, PASSED));
    let failures = 0;
    while (watch.verdict === null && failures < 100) {
      watch.ended(KNOWN);
      failures++;
    }
    expect([watch.verdict, failures]).toEqual(['failure_percent', 7]);
  });

  it('at a cause that no member had before, where that is asked for', () => {
    expect(all(watching([20]), [PASSED, { cause: 'v1-new' }]).verdict).toBe('new_cause');
    const borne = watching([20], { ...RULES, onNewCause: false });
    expect(all(borne, [PASSED, { cause: 'v1-new' }]).verdict).toBeNull();
  });

  it('for good: what ends later changes nothing', () => {
    const watch = all(watching([1]), [KNOWN, PASSED, PASSED, { cause: 'v1-new' }]);
    expect(watch.verdict).toBe('canary_failed');
  });
});

/** The rules once more, as a plain reading of the whole history. */
function verdictOf(
  canary: readonly number[],
  rules: typeof RULES,
  causes: readonly (string | null)[],
): string | null {
  const bounds = canary.map((_, i) => canary.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const canaryEnd = bounds.at(-1) ?? 0;
  const share = (of: readonly (string | null)[]) => (100 * of.filter((c) => c !== null).length) / of.length;
  for (let n = 1; n <= causes.length; n++) {
    const cause = causes[n - 1] ?? null;
    if (cause !== null && rules.onNewCause && cause !== 'v1-known') return 'new_cause';
    const step = bounds.indexOf(n);
    if (step >= 0 && share(causes.slice(n - canary[step]!, n)) > rules.failurePercent) return 'canary_failed';
    const enough = n > canaryEnd && n >= rules.after;
    if (enough && share(causes.slice(n - rules.after, n)) > rules.failurePercent) return 'failure_percent';
  }
  return null;
}

describe('the watch and a plain reading of the rules', () => {
  const cause = fc.constantFrom(null, null, null, 'v1-known', 'v1-new');
  const rules = fc.record({
    failurePercent: fc.integer({ min: 0, max: 100 }),
    after: fc.integer({ min: 1, max: 12 }),
    onNewCause: fc.boolean(),
  });
  const canaries = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });

  it('agree, and no more begins than a step has room for', () => {
    fc.assert(
      fc.property(canaries, rules, fc.array(cause, { maxLength: 60 }), (canary, rule, causes) => {
        const watch = new JobWatch(canary, rule, ['v1-known']);
        let ended = 0;
        for (const failed of causes) {
          if (watch.mayBegin(0) === 0) break;
          watch.ended({ cause: failed });
          ended++;
        }
        expect(watch.verdict).toBe(verdictOf(canary, rule, causes));
        expect(watch.verdict === null || verdictOf(canary, rule, causes.slice(0, ended - 1)) === null).toBe(
          true,
        );
      }),
    );
  });
});
