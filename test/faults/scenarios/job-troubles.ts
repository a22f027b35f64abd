import { jobPrefix, JOBS_PREFIX } from '../../../src/redrives/store/job-record.js';
import { membersKey, resultsKey } from '../../../src/redrives/store/shards.js';
import { SOMEBODY } from '../../support/somebody.js';
import type { Actions } from '../actions.js';
import { HAND } from '../bucket.js';
import { unless, type Scenario } from '../scenario.js';
import type { World } from '../world.js';
import { jobsIn } from './job-judgement.js';
import { ended, endedThough, IDS, insist, job, PLAN, plan, start, tell } from './job-steps.js';

const RETENTION_MS = 20 * 60_000;
/** Longer than a deleted job keeps its objects, and than the clocks of two replicas are apart. */
const CLOCKS_DIFFER_MS = 11 * 60_000;
const LONGER_THAN_A_LEASE_MS = 60_000;

const objectsOf = ({ bucket }: World, jobId: string): string[] =>
  [...bucket.objects.objects.keys()].filter((key) => key.startsWith(jobPrefix(jobId)));

const paused = (actions: Actions, id: string) =>
  insist(
    actions,
    id,
    ({ state, owner }) => state !== 'running' && owner === null,
    ({ jobs }) => jobs.control.pause(id, SOMEBODY),
  );

/**
 * The owner stands still just before it stores results, and wakes up when another replica has the job. Both believe that
 * they own it for a moment.
 */
const lateResults = job({
  name: 'job-late-results',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 300;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id, [0]);
    const standsStill = { kind: 'pause-before', ms: LONGER_THAN_A_LEASE_MS } as const;
    world.plan.next(standsStill, ({ name, key }) => name === 'put' && key.includes('/results/'));
    await ended(actions);
    await world.wait(LONGER_THAN_A_LEASE_MS);
  },
  fair: ({ world }) =>
    unless({
      'another replica has it': jobsIn(world).every(({ owners }) => owners === 2),
      'nothing is left': world.records().length === 0,
    }),
});

/** The owner dies when all its members have ended and the job is to be completed. */
const diesAtTheEnd = job({
  name: 'job-dies-at-the-end',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    const id = await plan(actions, { ...PLAN, pace: { ratePerSecond: 100, concurrency: 6 } });
    if (id === null) return;
    await start(actions, id, [0]);
    world.plan.next({ kind: 'kill-after' }, ({ name, key }) => name === 'put' && key.includes('/results/'));
    world.plan.next(
      { kind: 'kill-before' },
      ({ name, key }) => name === 'put' && key.endsWith('/report.json'),
    );
    await ended(actions);
    await world.wait(LONGER_THAN_A_LEASE_MS);
  },
  fair: ({ world }) =>
    unless({
      'each is delivered once': world.target.deliveries.length === IDS.length,
      'it has a report': [...world.bucket.objects.objects.keys()].some((key) => key.endsWith('/report.json')),
    }),
});

/** Somebody has put an object under the name of the owner's second shard of results. */
const nameTaken = job({
  name: 'job-name-taken',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    const options = { condition: 'none', contentType: 'text/plain', metadata: {} } as const;
    for (const replica of ['r0.1', 'r1.1']) {
      const key = resultsKey(id, `${replica}.1`, 1);
      await world.bucket.put(HAND, key, Buffer.from(`of ${replica}, by hand`), options);
    }
    await start(actions, id);
    await endedThough(actions, id);
  },
  fair: ({ world }) =>
    unless({
      'it is completed': jobsIn(world).every(({ state }) => state === 'completed'),
      'each is delivered once': world.target.deliveries.length === IDS.length,
    }),
});

/** The members of a job are lost while it is paused. It stops, and goes on when they are back. */
const membersLost = job({
  name: 'job-members-lost',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => 300;
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id);
    await world.wait(1_500);
    await paused(actions, id);
    const name = jobsIn(world).find(({ job_id }) => job_id === id)?.members[0];
    const key = membersKey(id, name ?? '');
    const kept = world.bucket.objects.objects.get(key);
    if (kept === undefined) return endedThough(actions, id);
    world.bucket.objects.objects.delete(key);
    const resume = () =>
      insist(
        actions,
        id,
        ({ state }) => state !== 'paused',
        ({ jobs }) => jobs.control.resume(id, SOMEBODY),
      );
    await resume();
    await ended(actions);
    const stopped = jobsIn(world).find(({ job_id }) => job_id === id);
    const reason = stopped?.stop_reason;
    const isTold = reason?.kind !== 'unreadable' || reason.text.includes(key);
    if (!isTold) world.violations.push('a stop does not say what is lost');
    world.bucket.objects.objects.set(key, kept);
    await endedThough(actions, id);
  },
  fair: ({ world }) => unless({ 'each is delivered once': world.target.deliveries.length === IDS.length }),
});

/** All are corrected by one job, and wait for a person then. */
const corrects = job({
  name: 'job-corrects',
  replicas: 2,
  async act(actions) {
    const correction = { patch: '{"payload":{"version":2}}', expression: null, then: 'park' } as const;
    const id = await plan(actions, { ...PLAN, action: 'correct', correction, canary: [] });
    if (id === null) return;
    await start(actions, id, [0]);
    actions.world.plan.next(
      { kind: 'kill-after' },
      ({ name, key }) => name === 'put' && key.includes('dlq/'),
    );
    await ended(actions);
    for (const { letter } of actions.world.records()) {
      const times = letter.edits.filter(({ jobId }) => jobId === id).length;
      if (times > 1) actions.world.violations.push(`${letter.traceId} was corrected ${times} times`);
    }
  },
  fair: ({ world }) =>
    unless({
      'each is corrected': world.records().every(({ letter }) => letter.corrections === 1),
      'none is delivered': world.target.deliveries.length === 0,
    }),
});

/** A job that has stopped is deleted when its time has come, by two replicas at once, while somebody resumes it. */
const purged = job({
  name: 'job-purged',
  replicas: 2,
  settings: { jobRetentionMs: RETENTION_MS },
  async act(actions) {
    const { world } = actions;
    world.target.verdict = () => (world.target.deliveries.length <= 1 ? 'permanent' : 'pass');
    const id = await plan(actions, PLAN);
    if (id === null) return;
    await start(actions, id);
    await ended(actions);
    await world.wait(RETENTION_MS + CLOCKS_DIFFER_MS);
    const purge = (slot: number) => world.ask(slot, ({ jobs }) => jobs.purges.purge());
    const resume = tell(actions, 1, ({ jobs }) => jobs.control.resume(id, SOMEBODY));
    await Promise.all([purge(0), purge(1), resume]);
    for (let round = 0; round < 3; round++) {
      halfDeleted(world, id);
      await world.wait(CLOCKS_DIFFER_MS);
      await Promise.all([purge(0), purge(1)]);
    }
    halfDeleted(world, id);
    await endedThough(actions, id);
  },
  fair: ({ world }) => {
    const kept = jobsIn(world).some(({ state }) => state === 'completed');
    const left = [...world.bucket.objects.objects.keys()].filter((key) =>
      key.startsWith(`${JOBS_PREFIX}JOB`),
    );
    return unless({ 'it is deleted wholly, or was resumed and is completed': kept || left.length === 0 });
  },
});

/** A job that people can see is whole. */
function halfDeleted(world: World, jobId: string): void {
  const record = jobsIn(world).find(({ job_id }) => job_id === jobId);
  if (record === undefined || record.deleted_at !== null) return;
  const keys = objectsOf(world, jobId);
  const lacks = record.members.filter((name) => !keys.includes(membersKey(jobId, name)));
  for (const name of lacks) world.violations.push(`${jobId} is shown and has lost ${name}`);
}

export const JOB_TROUBLES: readonly Scenario[] = [
  lateResults,
  diesAtTheEnd,
  nameTaken,
  membersLost,
  corrects,
  purged,
];
