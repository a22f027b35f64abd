import { expect, it } from 'vitest';
import { jobPurgeAt } from './job-retention.js';

const DAY_MS = 86_400_000;
const ENDED = { isOwned: false, plannedAt: 1_000, endedAt: 5_000 };

it.each([
  ['planned', { ...ENDED, endedAt: null }, 1_000 + 7 * DAY_MS],
  ['running', { ...ENDED, endedAt: null }, null],
  ['paused', { ...ENDED, endedAt: null }, null],
  ['completed', ENDED, 5_000 + 90 * DAY_MS],
  ['cancelled', ENDED, 5_000 + 90 * DAY_MS],
  ['stopped', ENDED, 5_000 + 90 * DAY_MS],
  ['stopped', { ...ENDED, isOwned: true }, null],
] as const)('a job that is %s is deleted when its time has come', (state, job, at) => {
  expect(jobPurgeAt({ state, ...job }, 90 * DAY_MS)).toBe(at);
  expect(jobPurgeAt({ state, ...job }, 0)).toBeNull();
});
