import { describe, expect, it } from 'vitest';
import { letterOf } from '../../../test/support/dead-letters.js';
import { tableOf } from '../../../test/support/table-of.js';
import { summarise, type Summary } from '../../catalog/summary.js';
import { fromFrame, SnapshotFrame } from '../../catalog/snapshot-frame.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import { keyOfTraceId } from '../../domain/letter/trace-id.js';
import { loadConfig } from '../../config/config.js';
import { surveyOf } from './survey.js';

const { retention, order, masking } = { ...loadConfig({}), order: null };

function summaryOf(letter: DeadLetter): Summary {
  const times = { lastModified: letter.failedAt, storeTime: letter.failedAt };
  const sight = {
    key: keyOfTraceId(letter.traceId),
    etag: '"1"',
    times,
    content: { kind: 'record', letter, byHand: false },
  } as const;
  return summarise(sight, { retention, order, masking }, letter.failedAt, 1);
}

function timedOutOnce(eventId: string): DeadLetter {
  const letter = letterOf({ eventId });
  const [first] = letter.attempts;
  return { ...letter, attempts: [{ ...first!, errorCode: 'upstream_timeout' }, first!] };
}

describe('the survey of a plan', () => {
  it('counts members with any attempt of unknown outcome, from a snapshot as well', () => {
    const summaries = [timedOutOnce('a'), letterOf({ eventId: 'b' })].map(summaryOf);
    const frame = new SnapshotFrame();
    for (const summary of summaries) frame.add({ summary: () => summary });
    const restored = [...fromFrame(frame.take())];
    for (const some of [summaries, restored]) {
      expect(surveyOf(tableOf(some), () => true)).toMatchObject({ matched: 2, mayHaveHappened: 1 });
    }
  });
});
