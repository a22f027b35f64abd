import type { PlanRequest } from '../../../src/redrives/plan/job-plans.js';
import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';
import { forgetErased, wronglyErased } from './job-changes-judgement.js';
import { jobsIn, judged, membersOf, unfounded } from './job-judgement.js';
import { ended, places, PLAN, plan, start } from './job-steps.js';

/** Dead letters of IDS that the plan names; it names one more that is nowhere. */
const NAMED = 4;

const namedIn = ({ placed }: Actions) => placed.slice(0, NAMED);

function request(actions: Actions, changes: Partial<PlanRequest> = {}): PlanRequest {
  const trace_ids = [...namedIn(actions), actions.unknownTraceId];
  return { ...PLAN, selection: { filter: null, trace_ids }, ...changes };
}

/** Whatever happens, no job has a member that nobody has named, and none that is not named is delivered or gone. */
function strangers(actions: Actions): string[] {
  const { world, placed } = actions;
  const named = new Set(namedIn(actions));
  const members = jobsIn(world)
    .flatMap((job) => membersOf(world, job))
    .filter((traceId) => !named.has(traceId))
    .map((traceId) => `${traceId} is a member, and nobody has named it`);
  const there = new Set(world.records().map(({ letter }) => letter.traceId));
  const lost = placed
    .slice(NAMED)
    .filter((traceId) => !there.has(traceId))
    .map((traceId) => `${traceId} is gone, and nobody has named it`);
  return [...members, ...lost];
}

const named = (scenario: Pick<Scenario, 'name' | 'act'> & Partial<Scenario>): Scenario => ({
  prepare: places,
  replicas: 2,
  jobs: true,
  brief: true,
  fair: (actions) =>
    unless({
      'it is completed': jobsIn(actions.world).every(({ state }) => state === 'completed'),
      'those that are not named are left': actions.world.records().length === actions.placed.length - NAMED,
      'the names are dropped': jobsIn(actions.world).every(({ selection }) => selection.trace_ids === null),
    }),
  ...scenario,
  always: (actions) => [...judged(actions), ...unfounded(actions), ...strangers(actions)],
});

/** It is planned, something else fails meanwhile, and it is started by another replica and runs to its end. */
const runs = named({
  name: 'job-named',
  async act(actions) {
    const id = await plan(actions, request(actions));
    if (id === null) return;
    await actions.place(simulatedEvent('late'), { failure: 'permanent' });
    await start(actions, id, [1, 0]);
    await ended(actions);
  },
});

/** The replica that starts it dies when it has written the membership, and another one starts it again. */
const startedTwice = named({
  name: 'job-named-started-twice',
  async act(actions) {
    const id = await plan(actions, request(actions));
    if (id === null) return;
    actions.world.plan.next(
      { kind: 'kill-after' },
      ({ name, key }) => name === 'put' && key.includes('/members/'),
    );
    await start(actions, id, [0, 1]);
    await ended(actions);
  },
});

/** Those that are named are erased, and the owner dies in the middle. */
const erased = named({
  name: 'job-named-erased',
  async act(actions) {
    const id = await plan(actions, request(actions, { action: 'erase', canary: [] }));
    if (id === null) return;
    await start(actions, id, [0]);
    const isRemoval = ({ name, key }: { name: string; key: string }) =>
      name === 'remove' && key.startsWith('dlq/');
    actions.world.plan.next({ kind: 'kill-after' }, isRemoval);
    await ended(actions);
  },
});

export const JOB_NAMED: readonly Scenario[] = [
  runs,
  startedTwice,
  {
    ...erased,
    always: (actions) => {
      forgetErased(actions);
      return [...judged(actions), ...wronglyErased(actions), ...strangers(actions)];
    },
  },
];
