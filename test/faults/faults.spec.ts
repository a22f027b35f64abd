import { afterAll, describe, expect, it } from 'vitest';
import { Bucket, DELETE_MODES } from './bucket.js';
import { Chance } from './chance.js';
import { explore, single, Tally } from './explorer.js';
import { perform } from './run.js';
import type { Scenario } from './scenario.js';
import { SCENARIOS } from './scenarios/index.js';

/** Always the same points: what is found in new ones is found by `npm run test:faults`. */
const SEEDS = [1, 2];

/** Of each scenario, seed and way to delete. */
const POINTS = 20;
/** A job is long, and `npm run test:faults` explores more of it. */
const POINTS_OF_JOBS = 4;
const POINTS_IN_BRIEF = 2;

const LEAST_EXPLORED = 1_000;

function pointsOf({ brief, jobs }: Scenario): number {
  if (brief) return POINTS_IN_BRIEF;
  return jobs ? POINTS_OF_JOBS : POINTS;
}

describe('nothing is lost, doubled or stuck, whatever fails at whichever call', () => {
  const tally = new Tally();
  const cases = SCENARIOS.flatMap((scenario) =>
    (scenario.brief ? SEEDS.slice(0, 1) : SEEDS).flatMap((seed) =>
      DELETE_MODES.map((deleteMode) => ({ scenario, seed, deleteMode })),
    ),
  );

  it.each(cases)('$scenario.name, seed $seed, DELETE $deleteMode', { timeout: 60_000 }, async (where) => {
    await explore(where, tally, single(new Chance(where.seed), pointsOf(where.scenario)));
  });

  afterAll(() => {
    process.stdout.write(
      `fault points explored: ${tally.points} (deliveries at once that the design allows: ${tally.allowedOverlaps})\n`,
    );
  });

  it(`has explored ${LEAST_EXPLORED} points or more`, () => {
    expect(tally.points).toBeGreaterThanOrEqual(LEAST_EXPLORED);
  });
});

describe('the simulation itself', () => {
  const crowd = SCENARIOS.find(({ name }) => name === 'crowd')!;

  it('goes the same way again from the same seed', async () => {
    const run = {
      scenario: crowd,
      seed: 7,
      deleteMode: 'atomic',
      points: [{ nth: 9, kind: 'pause-after' }],
    } as const;
    const [first, second] = [await perform(run, { told: true }), await perform(run, { told: true })];
    expect(first.struck).toEqual(run.points);
    expect(first.story.length).toBeGreaterThan(100);
    expect(second.story).toEqual(first.story);
  });

  it('finds fault with a store that honours no conditions', async () => {
    class Lenient extends Bucket {
      /** The condition of a change always holds. */
      override put(...[by, key, bytes, options]: Parameters<Bucket['put']>) {
        const { condition } = options;
        const etag = this.etag(key);
        const held = typeof condition === 'string' || etag === null ? condition : { ifMatch: etag };
        return super.put(by, key, bytes, { ...options, condition: held });
      }
    }
    const contended = SCENARIOS.find(({ name }) => name === 'contended-retry')!;
    const problems: string[] = [];
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const run = { scenario: contended, seed, deleteMode: 'atomic', points: [] } as const;
      const report = await perform(run, { makeBucket: (scheduler) => new Lenient(scheduler, 'atomic') });
      problems.push(...report.problems);
    }
    expect(problems).toEqual(expect.arrayContaining([expect.stringContaining('delivered twice at once')]));
  });
});
