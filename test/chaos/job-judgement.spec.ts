import { describe, expect, it } from 'vitest';
import { judgeJob, type JobEvidence } from './job-judgement.js';

const SOUND: JobEvidence = {
  members: ['a', 'b'],
  report: [
    { trace_id: 'a', outcome: 'succeeded' },
    { trace_id: 'b', outcome: 'failed' },
  ],
  total: 2,
  calls: [
    { key: 'a', by: 'r.1', begin: 1_000, end: 1_001 },
    { key: 'b', by: 'r.1', begin: 1_000, end: 1_001 },
  ],
  incidents: [],
};
const AGAIN = { key: 'a', by: 'q.1', begin: 40_000, end: 40_001 };

describe('the judgement of a job', () => {
  it('finds nothing wrong with one outcome for each', () => {
    expect(judgeJob(SOUND)).toEqual({ faults: [], outcomes: { succeeded: 1, failed: 1 }, triedAgain: 0 });
  });

  it('finds a member without an outcome', () => {
    expect(judgeJob({ ...SOUND, report: SOUND.report.slice(1) }).faults).toEqual([
      '1 outcomes of 2 members, and 2 were placed',
      'a has no outcome',
    ]);
  });

  it('finds a second attempt, unless the first one was killed', () => {
    const calls = [...SOUND.calls, AGAIN];
    expect(judgeJob({ ...SOUND, calls }).faults).toEqual(['a was tried again after r.1 had tried it']);
    const killed = { by: 'r.1', kind: 'kill', from: 1_002, to: 2_000 } as const;
    expect(judgeJob({ ...SOUND, calls, incidents: [killed] })).toMatchObject({ faults: [], triedAgain: 1 });
    const longAfter = { ...killed, from: 30_000 };
    expect(judgeJob({ ...SOUND, calls, incidents: [longAfter] }).faults).toHaveLength(1);
  });
});
