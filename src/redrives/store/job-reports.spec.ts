import { expect, it } from 'vitest';
import { startJobWorld, placeParked } from '../../../test/support/job-world.js';
import { reportKey } from './job-record.js';

it('the report of a job is written once, and says what became of the members without their results', async () => {
  const world = await startJobWorld();
  await placeParked(world, ['a', 'b', 'c']);
  const jobId = await world.started();
  await world.clock.advance(5_000);
  const { store, redrives } = world;
  const record = await world.job(jobId);
  store.calls.length = 0;
  await redrives.reports.write(record);
  expect(store.calls).toEqual([['head', reportKey(jobId)]]);
  store.calls.length = 0;
  expect((await redrives.views.one(jobId)).counts).toMatchObject({ succeeded: 3, not_tried: 0 });
  const read = store.calls.map(([, key]) => key);
  expect(read.filter((key) => key.includes('/results/'))).toEqual([]);
  expect(read).toContain(reportKey(jobId));
  // A crash came before the report, or somebody has deleted it.
  store.objects.delete(reportKey(jobId));
  const again = await startJobWorld({ store, clock: world.clock });
  expect((await again.redrives.views.one(jobId)).counts).toMatchObject({ succeeded: 3, not_tried: 0 });
});
