import { expect, it } from 'vitest';
import { StoreError } from '../../store/store-error.js';
import { PageRound, type PageOutcome } from './page-round.js';

it.each<[string, PageOutcome[], string | undefined]>([
  ['after all that were tried', ['processed', 'failed'], 'k1'],
  ['before what had no time', ['processed', 'not_begun', 'processed'], 'k0'],
  ['after what the store failed at, where a later one was tried', ['failed', 'unreached', 'failed'], 'k2'],
  ['before what the store failed at, where no later one was tried', ['failed', 'unreached', 'denied'], 'k0'],
  ['before everything, where the store failed at all', ['unreached', 'unreached'], undefined],
])('a page goes on %s', async (_, outcomes, last) => {
  const round = new PageRound(100, 16);
  outcomes.forEach((outcome, i) => round.start(`k${i}`, Promise.resolve(outcome)));
  if (outcomes.includes('unreached')) {
    round.fail(new StoreError('S3 answered 500', { outcomeUnknown: false, retryable: true }));
  }
  await round.end();
  expect(round.lastBegun).toBe(last);
});
