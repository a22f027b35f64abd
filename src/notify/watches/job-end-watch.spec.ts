import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../../test/support/memory-log.js';
import type { FactTypes } from '../../runtime/fact-types.js';
import { Facts } from '../../runtime/facts.js';
import { JobEndWatch } from './job-end-watch.js';

const DAY_MS = 86_400_000;

function watched() {
  const facts = new Facts(new MemoryLog());
  const clock = { at: 1_000, now: () => clock.at };
  const watch = new JobEndWatch(facts, clock);
  const end = (state: FactTypes['job_ended']['state'], stopReason: string | null = null) =>
    facts.tell('job_ended', { jobId: 'JOB-1', action: 'retry', state, stopReason, total: 7, by: 'ada' });
  return { watch, clock, end, told: () => [...watch.active()].map(({ subject }) => subject) };
}

describe('the end of a job', () => {
  it('is told where the job has stopped itself, with the reason', () => {
    const { end, told } = watched();
    end('stopped', '8 of 20 members failed');
    expect(told()).toMatchObject([
      {
        id: 'job-JOB-1-stopped-1000',
        kind: 'job_stopped',
        severity: 'error',
        title: 'The job JOB-1 (retry, 7 members) has stopped itself: 8 of 20 members failed',
        details: { job_id: 'JOB-1', by: 'ada', stop_reason: '8 of 20 members failed' },
      },
    ]);
  });

  it('is told where the job is completed, and is over at once', () => {
    const { watch, end, told } = watched();
    end('completed');
    expect(told()).toMatchObject([{ kind: 'job_completed', severity: 'info' }]);
    expect(watch.isOver({ id: told()[0]!.id, at: 1_000 })).toBe(true);
  });

  it('is not told where a person cancelled it', () => {
    const { end, told } = watched();
    end('cancelled');
    expect(told()).toEqual([]);
  });

  it('is over for a stopped job when it has ended again, or after a day', () => {
    const { watch, clock, end } = watched();
    end('stopped', 'why');
    const stopped = { id: 'job-JOB-1-stopped-1000', at: 1_000 };
    expect(watch.isOver(stopped)).toBe(false);
    clock.at = 1_001 + DAY_MS;
    expect(watch.isOver(stopped)).toBe(true);
    clock.at = 5_000;
    end('completed');
    expect(watch.isOver(stopped)).toBe(true);
  });

  it('is told each time that a job stops', () => {
    const { clock, end, told } = watched();
    end('stopped', 'why');
    clock.at = 2_000;
    end('stopped', 'why again');
    expect(told().map(({ id }) => id)).toEqual(['job-JOB-1-stopped-1000', 'job-JOB-1-stopped-2000']);
  });
});
