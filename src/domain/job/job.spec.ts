import { describe, expect, it } from 'vitest';
import { etaS } from './eta.js';
import { allows, isActive, isFinal, JOB_COMMANDS, JOB_STATES } from './job.js';
import { isAttempt, noOutcomes, progressOf, withNotTried } from './outcome-counts.js';

describe('a job', () => {
  it('takes the commands that its state allows', () => {
    const taken = JOB_STATES.map((state) => [
      state,
      JOB_COMMANDS.filter((command) => allows(state, command)),
    ]);
    expect(Object.fromEntries(taken)).toEqual({
      planned: ['start', 'cancel', 'change'],
      running: ['pause', 'cancel', 'change'],
      paused: ['resume', 'cancel', 'change'],
      completed: [],
      cancelled: [],
      stopped: ['resume', 'cancel', 'change'],
    });
  });

  it('keeps others from running while it runs or is paused, and takes nothing where it is final', () => {
    expect(JOB_STATES.filter(isActive)).toEqual(['running', 'paused']);
    expect(JOB_STATES.filter(isFinal)).toEqual(['completed', 'cancelled']);
  });

  it('has as many outcomes as members when it has ended', () => {
    const counts = { ...noOutcomes(), succeeded: 3, discarded: 1, failed: 2, gone: 1, skipped_leased: 1 };
    expect(progressOf(counts)).toEqual({ done: 8, succeeded: 4, failed: 2, skipped: 2 });
    const ended = withNotTried(counts, 10);
    expect(ended.not_tried).toBe(2);
    expect(Object.values(ended).reduce((a, b) => a + b)).toBe(10);
  });

  it('counts as attempts what has reached its end for certain', () => {
    expect(isAttempt('succeeded') && isAttempt('failed') && isAttempt('discarded')).toBe(true);
    expect(isAttempt('gone') || isAttempt('skipped_changed') || isAttempt('succeeded_or_gone')).toBe(false);
  });

  it.each([
    ['before its start, at the set rate', { remaining: 100, ratePerSecond: 20, done: 0, ranForS: 0 }, 5],
    [
      'at its own pace where that is slower',
      { remaining: 100, ratePerSecond: 20, done: 50, ranForS: 50 },
      100,
    ],
    ['at the set rate where it was faster', { remaining: 100, ratePerSecond: 1, done: 50, ranForS: 10 }, 100],
    ['at once where nothing is left', { remaining: 0, ratePerSecond: 1, done: 5, ranForS: 5 }, 0],
  ])('ends %s', (_, pace, seconds) => {
    expect(etaS(pace)).toBe(seconds);
  });
});
