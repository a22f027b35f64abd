import { loadConfig, type Config } from '../../src/config/config.js';
import { Actions } from './actions.js';
import { Bucket, type DeleteMode } from './bucket.js';
import type { FaultPoint } from './fault.js';
import { FaultPlan, type Call } from './fault-plan.js';
import { drained, explained, judge } from './judgement.js';
import type { Scenario } from './scenario.js';
import type { Scheduler } from './scheduler.js';
import { World } from './world.js';

/** Simulated time that a scenario may take, and then its draining: more is a record that is stuck. */
const ACT_LIMIT_MS = 24 * 3_600_000;
const DRAIN_LIMIT_MS = 3 * 3_600_000;

/** After it has drained nothing must come of going on. */
const AFTERMATH_MS = 60_000;

/** One run: all that is needed to run it again exactly. */
export interface Run {
  scenario: Scenario;
  seed: number;
  deleteMode: DeleteMode;
  points: readonly FaultPoint[];
}

export interface RunReport {
  calls: readonly Call[];
  struck: readonly FaultPoint[];
  problems: string[];
  /** Deliveries of one event at the same time, of the kinds that are allowed. */
  allowedOverlaps: number;
  story: readonly string[];
}

export interface RunOptions {
  /** Whether the story is kept. */
  told?: boolean;
  makeBucket?: (scheduler: Scheduler) => Bucket;
}

/** Goes through a scenario with faults at the points, lets it drain without, and judges it. */
export async function perform(run: Run, options: RunOptions = {}): Promise<RunReport> {
  const { scenario, seed, deleteMode, points } = run;
  const plan = new FaultPlan(points);
  const world = new World({
    seed,
    plan,
    replicas: scenario.replicas,
    config: configOf(scenario),
    queued: scenario.queued ?? false,
    jobs: scenario.jobs ?? false,
    told: options.told ?? false,
    makeBucket: options.makeBucket ?? ((scheduler) => new Bucket(scheduler, deleteMode, scenario.versioned)),
  });
  const actions = new Actions(world);
  const problems: string[] = [];
  const onUnhandled = (reason: unknown) =>
    problems.push(`an unhandled rejection would end the process: ${String(reason)}`);
  process.on('unhandledRejection', onUnhandled);
  try {
    await live(scenario, world, actions);
    if (points.length === 0) problems.push(...scenario.fair(actions));
    problems.push(...(scenario.always?.(actions) ?? []));
  } catch (error) {
    problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
  problems.push(...judge(world, actions.ledger));
  const allowedOverlaps = world.target.overlaps.filter(explained).length;
  return { calls: plan.calls, struck: plan.struck, problems, allowedOverlaps, story: world.story.lines };
}

async function live(scenario: Scenario, world: World, actions: Actions): Promise<void> {
  await world.start();
  if (scenario.prepare) await until(world, scenario.prepare(actions), ACT_LIMIT_MS);
  world.plan.begin();
  await until(world, scenario.act(actions), ACT_LIMIT_MS);
  world.plan.end();
  world.story.tell('', () => 'the faults end');
  world.target.verdict = () => 'pass';
  world.sweepBySchedule();
  await world.scheduler.run(() => drained(world), DRAIN_LIMIT_MS);
  await until(world, world.wait(AFTERMATH_MS), DRAIN_LIMIT_MS);
}

const configs = new Map<Scenario, Config>();

/** Read once: it costs as much as a run. */
function configOf(scenario: Scenario): Config {
  const config = configs.get(scenario) ?? { ...loadConfig(scenario.env ?? {}), ...scenario.settings };
  configs.set(scenario, config);
  return config;
}

/** @throws what `work` throws. */
async function until(world: World, work: Promise<void>, limitMs: number): Promise<void> {
  let ended = false;
  const watched = work.finally(() => (ended = true));
  watched.catch(() => {});
  await world.scheduler.run(() => ended, limitMs);
  await watched;
}
