import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { FileWatch, WATCH_INTERVAL_MS } from './file-watch.js';

class Files {
  known = 'a';
  present = 'a';
  looks = 0;
  reloads: string[] = [];
  wait: Promise<void> = Promise.resolve();
  fails = false;

  async digest(): Promise<string> {
    this.looks++;
    await this.wait;
    if (this.fails) throw new Error('the disk is gone');
    return this.present;
  }

  reload(): void {
    this.reloads.push(this.present);
    this.known = this.present;
  }
}

describe('a watch over files', () => {
  let clock: TestClock;
  let files: Files;
  let log: MemoryLog;
  let watch: FileWatch;

  beforeEach(() => {
    [clock, files, log] = [new TestClock(), new Files(), new MemoryLog()];
    watch = new FileWatch(files, clock, log);
    watch.onApplicationBootstrap();
  });

  it('has a change taken once, within 5 s', async () => {
    await clock.advance(10_000);
    expect(files.reloads).toEqual([]);
    files.present = 'b';
    await clock.advance(5_000);
    expect(files.reloads).toEqual(['b']);
    await clock.advance(60_000);
    expect(files.reloads).toEqual(['b']);
  });

  it('waits until nobody writes any more', async () => {
    for (const digest of ['b', 'c', 'd', 'e']) {
      files.present = digest;
      await clock.advance(WATCH_INTERVAL_MS);
    }
    expect(files.reloads).toEqual([]);
    await clock.advance(WATCH_INTERVAL_MS);
    expect(files.reloads).toEqual(['e']);
  });

  it('never looks twice at once, and not after the end', async () => {
    let finish = (): void => {};
    files.wait = new Promise((resolve) => (finish = resolve));
    await clock.advance(60_000);
    expect(files.looks).toBe(1);
    finish();
    await clock.advance(WATCH_INTERVAL_MS);
    expect(files.looks).toBe(2);
    watch.onModuleDestroy();
    await clock.advance(60_000);
    expect(files.looks).toBe(2);
  });

  it('goes on after an error', async () => {
    files.fails = true;
    await clock.advance(WATCH_INTERVAL_MS);
    expect(log.text()).toContain('watch_failed');
    files.fails = false;
    files.present = 'b';
    await clock.advance(2 * WATCH_INTERVAL_MS);
    expect(files.reloads).toEqual(['b']);
  });
});
