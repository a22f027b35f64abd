import type { Chance } from './chance.js';
import { befalls, FAULT_KINDS, pointText, type FaultPoint } from './fault.js';
import type { Call } from './fault-plan.js';
import { perform, type Run, type RunReport } from './run.js';

/** Problems of one run that are told. */
const MOST_TOLD = 5;

/** Thrown when a run went wrong. Its message says how to run it again. */
export class RunFailed extends Error {
  override readonly name = 'RunFailed';

  constructor(run: Run, problems: readonly string[]) {
    const { scenario, seed, deleteMode, points } = run;
    const where = points.length === 0 ? 'without a fault' : `fault at ${pointText(points)}`;
    super(
      [
        `scenario ${scenario.name}, seed ${seed}, DELETE ${deleteMode}, ${where}:`,
        ...[...new Set(problems)].slice(0, MOST_TOLD).map((problem) => `- ${problem}`),
        `to run it again: ${commandOf(run)}`,
      ].join('\n'),
    );
  }
}

function commandOf({ scenario, seed, deleteMode, points }: Run): string {
  const settings = {
    FAULTS_SCENARIO: scenario.name,
    FAULTS_SEED: seed,
    FAULTS_DELETE: deleteMode,
    FAULTS_POINT: pointText(points) || 'none',
  };
  const words = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
  return [...words, 'npm run test:faults'].join(' ');
}

/** Every point of a run with these calls. */
function pointsOf(calls: readonly Call[]): FaultPoint[] {
  return calls.flatMap(({ name }, index) =>
    FAULT_KINDS.filter((kind) => befalls(kind, name)).map((kind) => ({ nth: index + 1, kind })),
  );
}

/** What was explored. */
export class Tally {
  /** Points that were reached: a fault that never struck is not one. */
  points = 0;
  allowedOverlaps = 0;

  add({ struck, allowedOverlaps }: RunReport): void {
    this.points += struck.length;
    this.allowedOverlaps += allowedOverlaps;
  }
}

/**
 * Goes through a scenario without a fault, and then at points drawn by lot.
 *
 * @param draws how many sets of points, of those that `draw` gives from all there are
 * @throws RunFailed at the first run that goes wrong.
 */
export async function explore(
  where: Omit<Run, 'points'>,
  tally: Tally,
  draw: (points: FaultPoint[]) => FaultPoint[][],
): Promise<void> {
  const { calls } = await checked({ ...where, points: [] });
  for (const points of draw(pointsOf(calls))) tally.add(await checked({ ...where, points }));
}

/** At most `most` of the points, each alone. */
export function single(chance: Chance, most: number): (points: FaultPoint[]) => FaultPoint[][] {
  return (points) => {
    const rest = [...points];
    const drawn: FaultPoint[][] = [];
    while (drawn.length < most && rest.length > 0) drawn.push(rest.splice(chance.below(rest.length), 1));
    return drawn;
  };
}

/** `most` sets of one to three points. */
export function several(chance: Chance, most: number): (points: FaultPoint[]) => FaultPoint[][] {
  return (points) => {
    const set = () => {
      const drawn = Array.from({ length: chance.between(1, 3) }, () => chance.pick(points));
      const apart = new Map(drawn.map((point) => [point.nth, point]));
      return [...apart.values()].toSorted((a, b) => a.nth - b.nth);
    };
    return Array.from({ length: most }, set);
  };
}

async function checked(run: Run): Promise<RunReport> {
  const report = await perform(run);
  if (report.problems.length > 0) throw new RunFailed(run, report.problems);
  return report;
}
