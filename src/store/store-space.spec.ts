import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { StoreSpace, type DiskSpace } from './store-space.js';

const GIB = 1_073_741_824;
const ROOMY: DiskSpace = { freeBytes: 50 * GIB, sizeBytes: 100 * GIB, freeFiles: 900, maxFiles: 1_000 };

describe('the free space of the embedded store', () => {
  let clock: TestClock;
  let disk: DiskSpace;
  let space: StoreSpace;

  beforeEach(() => {
    clock = new TestClock();
    disk = ROOMY;
    space = new StoreSpace(() => Promise.resolve(disk), clock);
  });

  it('is degraded while the disk is nearly full, and ok again by itself', async () => {
    expect(await space.health()).toEqual({ status: 'ok' });
    disk = { ...ROOMY, freeBytes: GIB };
    expect(await space.health()).toEqual({
      status: 'degraded',
      detail:
        'the disk below DATA_DIR is nearly full (1024 MiB of 102400 MiB are free): ' +
        'free space before events that fail are answered 500, or use a larger disk',
    });
    disk = ROOMY;
    expect(await space.health()).toEqual({ status: 'ok' });
  });

  it.each<[string, Partial<DiskSpace>, string]>([
    ['2 GiB of 100 GiB are enough', { freeBytes: 2 * GIB }, 'ok'],
    ['a byte less is not', { freeBytes: 2 * GIB - 1 }, 'degraded'],
    ['a small disk with more than 5 % free', { freeBytes: 0.06 * GIB, sizeBytes: GIB }, 'ok'],
    ['a small disk with less than 5 % free', { freeBytes: 0.04 * GIB, sizeBytes: GIB }, 'degraded'],
    ['a disk that can hold hardly any more files', { freeFiles: 49 }, 'degraded'],
    ['a disk without a limit of files', { freeFiles: null, maxFiles: null }, 'ok'],
  ])('%s', async (_what, changed, status) => {
    disk = { ...ROOMY, ...changed };
    expect(await space.health()).toMatchObject({ status });
  });

  it('is shown as it was a moment ago, without waiting, and read again where that is too old', async () => {
    expect(space.latest).toBeNull();
    await clock.advance(0);
    expect(space.latest).toEqual(ROOMY);
    disk = { ...ROOMY, freeBytes: GIB };
    await clock.advance(5_000);
    expect(space.latest).toEqual(ROOMY);
    await clock.advance(1);
    expect(space.latest).toEqual(ROOMY);
    await clock.advance(0);
    expect(space.latest).toEqual(disk);
  });

  it('is asked once while the disk hangs, however many want to know', async () => {
    let asked = 0;
    const silent = new StoreSpace(() => (asked++, new Promise(() => {})), clock);
    for (let n = 0; n < 20; n++) {
      void silent.health();
      await clock.advance(6_000);
      expect(silent.latest).toBeNull();
    }
    expect(asked).toBe(1);
  });

  it('is not there for a store on no disk', async () => {
    const none = new StoreSpace(null, clock);
    expect([await none.health(), await none.now()]).toEqual([null, null]);
  });

  it('says so where the disk does not answer, and does not wait for it', async () => {
    const silent = new StoreSpace(() => new Promise(() => {}), clock);
    const asked = Promise.all([silent.health(), silent.now()]);
    await clock.advance(1_000);
    expect(await asked).toEqual([
      {
        status: 'degraded',
        detail: 'the free space below DATA_DIR is not known (not finished within 1000 ms): look at the disk',
      },
      null,
    ]);
  });
});
