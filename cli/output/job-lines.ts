import type { Job } from '../api/operation.js';
import type { Output } from './output.js';
import { plain } from './plain-text.js';
import { counted, duration } from './words.js';

/** @returns a job in one line, such as `running: 12 of 40 done, 10 succeeded, 2 failed, 0 skipped, 3 minutes left` */
export function jobLine({ state, done, total, succeeded, failed, skipped, eta_s: etaS }: Job): string {
  const left = etaS === null ? '' : `, ${duration(etaS)} left`;
  return `${state}: ${done} of ${total} done, ${succeeded} succeeded, ${failed} failed, ${skipped} skipped${left}`;
}

/** @returns a job with its outcomes and why it stopped */
export function jobLines(job: Job, output: Pick<Output, 'fields'>): string[] {
  const { stop_reason: stopped } = job;
  const outcomes = Object.entries(job.outcomes).map(([outcome, count]) => `${count} ${outcome}`);
  return [
    jobLine(job),
    ...output.fields([
      ['job', job.job_id],
      ['action', job.action],
      ['by', job.by],
      ['reason', job.reason],
      ['outcomes', outcomes.join(', ')],
      ['stopped', stopped?.text ?? null],
    ]),
    ...(stopped?.failures ?? []).map(({ trace_id: id, error }) => `  ${id}: ${plain(error)}`),
  ];
}

/** @returns what the person can do next with the job; `null`: nothing */
export function nextFor({ state, job_id: id, total }: Job): string | null {
  if (state === 'planned') return `cxone-dlq redrive start ${id} --expected-count ${total}`;
  if (state === 'running') return `cxone-dlq redrive watch ${id}`;
  if (state === 'paused' || state === 'stopped') return `cxone-dlq redrive resume ${id}`;
  return null;
}

/** @returns whether the job goes on without anybody */
export function isUnderWay({ state }: Pick<Job, 'state'>): boolean {
  return state === 'running' || state === 'paused';
}

/** @example jobQuestion(job, 'Start') is "Start the job (retry) on 12 dead letters?" */
export function jobQuestion({ action, total }: Job, verb: string): string {
  return `${verb} the job (${action}) on ${counted(total, 'dead letter')}?`;
}
