import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { TestClock } from '../../test/support/test-clock.js';
import { WorkerFleet, type WorkerHandle } from './worker-fleet.js';

class FakeWorker implements WorkerHandle {
  pid = 1;
  readonly signals: string[] = [];
  listen = (): void => {};
  exit: (code: number | null, signal: string | null) => void = () => {};

  constructor(readonly number: number) {}

  kill(signal: NodeJS.Signals): void {
    this.signals.push(signal);
  }
  onListening(listener: () => void): void {
    this.listen = listener;
  }
  onExit(listener: (code: number | null, signal: string | null) => void): void {
    this.exit = listener;
  }
}

describe('the fleet of workers', () => {
  let clock: TestClock;
  let workers: FakeWorker[];
  let fleet: WorkerFleet;
  let code: number | undefined;

  beforeEach(() => {
    clock = new TestClock();
    workers = [];
    code = undefined;
    const fork = (number: number) => {
      workers.push(new FakeWorker(number));
      return workers.at(-1)!;
    };
    fleet = new WorkerFleet(fork, 10_000, clock, new MemoryLog());
    void fleet.run(3).then((ended) => (code = ended));
  });

  it('starts one that died again, later and later', async () => {
    for (const worker of workers) worker.listen();
    const waits: number[] = [];
    for (let death = 0; death < 9; death++) {
      const started = workers.length;
      workers.at(-1)!.exit(null, 'SIGKILL');
      let waited = 0;
      for (; workers.length === started; waited += 500) await clock.advance(500);
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(workers.slice(3).map(({ number }) => number)).toEqual(Array.from({ length: 9 }, () => 3));
    await clock.advance(60_000);
    workers.at(-1)!.exit(1, null);
    await clock.advance(500);
    expect(workers).toHaveLength(13);
  });

  it('ends with the last of them, and starts none while it stops', async () => {
    for (const worker of workers) worker.listen();
    workers[0]!.exit(null, 'SIGKILL');
    fleet.stop();
    expect(workers.map(({ signals }) => signals)).toEqual([[], ['SIGTERM'], ['SIGTERM']]);
    workers[1]!.exit(0, null);
    await clock.advance(5_000);
    expect(code).toBeUndefined();
    workers[2]!.exit(0, null);
    await clock.advance(0);
    expect(code).toBe(0);
    expect(workers).toHaveLength(3);
  });

  it('ends by force those that do not end in their time', async () => {
    for (const worker of workers) worker.listen();
    fleet.stop();
    for (const worker of workers.slice(1)) worker.exit(0, null);
    await clock.advance(11_000);
    expect(workers[0]!.signals).toEqual(['SIGTERM', 'SIGKILL']);
    workers[0]!.exit(null, 'SIGKILL');
    await clock.advance(0);
    expect(code).toBe(1);
  });

  it('gives up where not one has ever listened', async () => {
    workers[1]!.exit(1, null);
    expect(workers[0]!.signals).toEqual(['SIGTERM']);
    workers[0]!.exit(1, null);
    workers[2]!.exit(1, null);
    await clock.advance(60_000);
    expect(code).toBe(1);
    expect(workers).toHaveLength(3);
  });
});
