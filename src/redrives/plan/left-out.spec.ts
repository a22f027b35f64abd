import { expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import { tableOf } from '../../../test/support/table-of.js';
import { isOpen, summarise, type Summary } from '../../catalog/summary.js';
import { loadConfig } from '../../config/config.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import { keyOfTraceId, makeTraceId } from '../../domain/letter/trace-id.js';
import { leftOutOf } from './left-out.js';

const { retention, masking } = loadConfig({});

function summaryOf(letter: DeadLetter): Summary {
  const times = { lastModified: letter.failedAt, storeTime: letter.failedAt };
  const content = { kind: 'record', letter, byHand: false } as const;
  const sight = { key: keyOfTraceId(letter.traceId), etag: '"1"', times, content };
  return summarise(sight, { retention, order: null, masking }, letter.failedAt, 1);
}

it('tells what is gone from what the action cannot be done with, in the order of the names', () => {
  const open = letterOf({ eventId: 'open' });
  const discarded: DeadLetter = { ...letterOf({ eventId: 'discarded' }), status: 'discarded' };
  const unnamed = letterOf({ eventId: 'unnamed' });
  const summaries = [open, discarded, unnamed].map(summaryOf);
  const [b, a] = ['b', 'a'].map((digit) => makeTraceId(1, digit.repeat(32)));
  const named = [b!, open.traceId, discarded.traceId, a!];
  expect(leftOutOf(tableOf(summaries), named, isOpen)).toEqual({
    gone: [b, a],
    otherStatus: [discarded.traceId],
  });
});
