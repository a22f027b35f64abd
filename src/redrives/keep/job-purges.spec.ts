import { beforeEach, describe, expect, it } from 'vitest';
import { placeParked, startJobWorld, type JobWorld } from '../../../test/support/job-world.js';
import { SOMEBODY } from '../../../test/support/somebody.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { StoreError } from '../../store/store-error.js';
import { jobPrefix } from '../store/job-record.js';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Objects of a job: its record, one shard of members, one of results, its report. */
const WHOLE = 4;
const gone = () => 'gone';

describe('the retention of jobs', () => {
  let world: JobWorld;
  let clock: TestClock;

  beforeEach(async () => {
    clock = new TestClock();
    world = await startJobWorld({ clock });
    await placeParked(world, ['a', 'b']);
  });

  const keysOf = (jobId: string) =>
    [...world.store.objects.keys()].filter((key) => key.startsWith(jobPrefix(jobId)));
  const listed = async () => {
    const { items } = await world.redrives.views.page(100, undefined);
    return items.map(({ record }) => record.job_id);
  };
  async function completed(): Promise<string> {
    const jobId = await world.started({ action: 'discard' });
    await clock.advance(5_000);
    expect((await world.job(jobId)).state).toBe('completed');
    return jobId;
  }
  /** A purge marks what is due, and a later one deletes it. */
  async function purges(): Promise<void> {
    for (let round = 0; round < 2; round++) {
      await world.redrives.purges.purge();
      clock.jump(HOUR_MS);
    }
  }

  it('deletes an ended job and all that it has written, when its time has come and not before', async () => {
    const jobId = await completed();
    clock.jump(89 * DAY_MS);
    await purges();
    expect(await listed()).toEqual([jobId]);
    clock.jump(2 * DAY_MS);
    await purges();
    expect([await listed(), keysOf(jobId)]).toEqual([[], []]);
    expect(world.log.lines.map(({ event }) => event)).toContain('job_purged');
    // What jobs/running.json names is gone, and the next job runs all the same.
    await world.redrives.runner.poll();
    const next = await world.started({ action: 'restore' });
    await clock.advance(5_000);
    expect((await world.job(next)).state).toBe('completed');
  });

  it('deletes a plan that nobody starts, and keeps a job that is paused', async () => {
    const planned = await world.planned();
    const paused = await world.started({ pace: { ratePerSecond: 0.1, concurrency: 1 } });
    await world.redrives.control.pause(paused, SOMEBODY);
    await clock.advance(5_000);
    clock.jump(8 * DAY_MS);
    await purges();
    expect(await listed()).toEqual([paused]);
    expect(keysOf(planned)).toEqual([]);
    clock.jump(400 * DAY_MS);
    await purges();
    expect(await listed()).toEqual([paused]);
  });

  it('keeps a job whose times cannot be read', async () => {
    const jobId = await world.planned();
    const { jobs } = world.redrives;
    await jobs.change((await jobs.read(jobId))!, { planned_at: 'yesterday' });
    clock.jump(400 * DAY_MS);
    await purges();
    expect(await listed()).toEqual([jobId]);
  });

  it('leaves what somebody else has put among the objects of a job', async () => {
    const jobId = await completed();
    const note = `${jobPrefix(jobId)}members/note.txt`;
    await world.store.put(note, Buffer.from('a'), {
      condition: 'none',
      contentType: 'text/plain',
      metadata: {},
    });
    clock.jump(91 * DAY_MS);
    await purges();
    await purges();
    expect([await listed(), keysOf(jobId)]).toEqual([[], [note]]);
  });

  it('does not start a job that it deletes at the same time', async () => {
    const jobId = await world.planned();
    clock.jump(8 * DAY_MS);
    const starting = world.redrives.control.start(jobId, undefined, SOMEBODY);
    starting.catch(() => {});
    await world.redrives.purges.purge();
    await clock.advance(1_000);
    await expect(starting).rejects.toMatchObject({ name: 'Problem' });
    clock.jump(HOUR_MS);
    await purges();
    expect(keysOf(jobId)).toEqual([]);
  });

  it('leaves a whole job or none, at whichever call it is cut short', async () => {
    const fails = new StoreError('cut short', { outcomeUnknown: false, retryable: false });
    for (let cut = 1, reached = true; reached; cut++) {
      clock = new TestClock();
      world = await startJobWorld({ clock });
      await placeParked(world, ['a', 'b']);
      const jobId = await completed();
      clock.jump(91 * DAY_MS);
      let calls = 0;
      world.store.interference = {
        before: () => {
          if (++calls >= cut) throw fails;
        },
      };
      await purges();
      reached = calls >= cut;
      world.store.interference = {};
      const kept = await listed();
      const objects = kept.length === 0 ? WHOLE : keysOf(jobId).length;
      const counted = await world.redrives.views.one(jobId).then(({ counts }) => counts.discarded, gone);
      expect([objects, counted]).toEqual([WHOLE, kept.length === 0 ? 'gone' : 2]);
      // Another process goes on.
      const other = await startJobWorld({ clock, store: world.store });
      world = other;
      await purges();
      await purges();
      expect([await listed(), keysOf(jobId)]).toEqual([[], []]);
    }
  });

  it('is switched off by 0', async () => {
    world = await startJobWorld({ clock, store: world.store, env: { JOB_RETENTION_DAYS: '0' } });
    const jobId = await completed();
    clock.jump(4_000 * DAY_MS);
    await purges();
    expect(await listed()).toEqual([jobId]);
  });
});
