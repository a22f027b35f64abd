import { beforeEach, describe, expect, it } from 'vitest';
import { LOST_MS, QueueProgress, SLOW_MS, STUCK_MS, STUCK_WHEN_FULL_MS } from './queue-progress.js';

describe('the progress of a queue', () => {
  let progress: QueueProgress;

  beforeEach(() => (progress = new QueueProgress(4, 2)));

  const look = (now: number, waiting = 1, active = 0) => progress.look({ waiting, active }, now);

  it('stands still when jobs wait, places are free and none begins', () => {
    expect(look(0)).toBe('moving');
    expect(look(SLOW_MS)).toBe('moving');
    expect(look(SLOW_MS + 1)).toBe('slow');
    expect(look(STUCK_MS + 1)).toBe('stuck');
  });

  it('moves whenever a job is begun anywhere, or none waits', () => {
    look(0);
    progress.begun('x');
    expect(look(STUCK_MS)).toBe('moving');
    expect(look(STUCK_MS + 1, 0)).toBe('moving');
    expect(look(2 * STUCK_MS)).toBe('moving');
  });

  it('is given longer than an attempt where all places are taken', () => {
    look(0, 1, 4);
    expect(look(STUCK_WHEN_FULL_MS, 1, 4)).toBe('moving');
    expect(look(STUCK_WHEN_FULL_MS + 1, 1, 4)).toBe('stuck');
  });

  it('is given as long where busy replicas take no more', () => {
    look(0, 1, 2);
    expect(look(STUCK_MS + 1, 1, 2)).toBe('moving');
    expect(look(STUCK_WHEN_FULL_MS, 1, 3)).toBe('moving');
    expect(look(STUCK_WHEN_FULL_MS + 1, 1, 2)).toBe('stuck');
  });

  it('stands still where fewer jobs are active than a busy replica takes', () => {
    look(0, 1, 1);
    expect(look(SLOW_MS + 1, 1, 1)).toBe('slow');
    expect(look(STUCK_MS + 1, 1, 1)).toBe('stuck');
  });

  it('is stuck where a retry is handed over again and again and never begun', () => {
    for (let now = 0; now <= LOST_MS; now += 1_000) progress.handedOver(['a', 'b'], now);
    progress.begun('b');
    expect(look(LOST_MS + 1, 3)).toBe('moving');
    expect(look(LOST_MS + 1, 0, 4)).toBe('moving');
    expect(look(LOST_MS + 1, 0)).toBe('stuck');
    progress.begun('a');
    expect(look(LOST_MS + 1, 0)).toBe('moving');
  });

  it('forgets what is handed over no more: others have done it', () => {
    progress.handedOver(['a'], 0);
    expect(look(LOST_MS + 1, 0)).toBe('moving');
    progress.handedOver(['b'], 2 * LOST_MS);
    progress.handedOver(['a'], 2 * LOST_MS);
    expect(look(2 * LOST_MS + 1, 0)).toBe('moving');
  });
});
