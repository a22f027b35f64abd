import type { Clock } from '../../runtime/clock.js';
import type { FactTypes } from '../../runtime/fact-types.js';
import type { Facts } from '../../runtime/facts.js';
import type { Active, Watch } from './watch.js';

/** Jobs whose end is remembered: one runs at a time, and its end is told within seconds. */
const MAX_ENDS = 50;

/** A stopped job that nobody resumes is no longer told of as trouble after a day. */
const STOPPED_MS = 24 * 60 * 60_000;

type End = FactTypes['job_ended'] & { at: number };

/** Jobs that were completed or have stopped themselves. Each end is a subject; the replica that ran the job tells of it. */
export class JobEndWatch implements Watch {
  readonly prefix = 'job-';
  /** By the id of the subject, the latest last. */
  private readonly ends = new Map<string, End>();

  constructor(
    facts: Facts,
    private readonly clock: Pick<Clock, 'now'>,
  ) {
    facts.on('job_ended', (fact) => {
      const at = clock.now();
      this.ends.set(`${this.prefix}${fact.jobId}-${fact.state}-${at}`, { ...fact, at });
      const [oldest] = this.ends.keys();
      if (this.ends.size > MAX_ENDS && oldest !== undefined) this.ends.delete(oldest);
    });
  }

  *active(): Iterable<Active> {
    for (const [id, end] of this.ends) {
      // A person who cancels a job knows of it.
      if (end.state === 'cancelled') continue;
      const hasStopped = end.state === 'stopped';
      const what = `The job ${end.jobId} (${end.action}, ${end.total} members)`;
      yield {
        subject: {
          id,
          kind: hasStopped ? 'job_stopped' : 'job_completed',
          severity: hasStopped ? 'error' : 'info',
          title: hasStopped ? `${what} has stopped itself: ${end.stopReason ?? ''}` : `${what} is completed`,
          details: {
            job_id: end.jobId,
            action: end.action,
            total: String(end.total),
            by: end.by,
            ...(end.stopReason === null ? {} : { stop_reason: end.stopReason }),
          },
        },
        since: end.at,
        seenAt: end.at,
        old: false,
      };
    }
  }

  /** Nothing is wrong with a job that is completed. One that has stopped itself went on where it ended again later. */
  isOver({ id, at }: { id: string; at: number }): boolean {
    const [, jobId, state] = /^job-(.+)-(completed|stopped)-\d+$/.exec(id) ?? [];
    if (state === 'completed' || this.clock.now() - at > STOPPED_MS) return true;
    return [...this.ends].some(([other, end]) => other !== id && end.jobId === jobId && end.at > at);
  }
}
