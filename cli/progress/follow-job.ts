import type { Client } from '../api/client.js';
import { eventsIn } from '../api/event-stream.js';
import type { Job } from '../api/operation.js';
import { ApiProblem } from '../api/problem.js';
import { isUnderWay, jobLine, jobLines, nextFor } from '../output/job-lines.js';
import type { Output } from '../output/output.js';
import type { ExitCode, World } from '../world.js';
import { ProgressLine } from './progress-line.js';

const POLL_MS = 2_000;

interface Following {
  api: Client;
  output: Output;
  world: World;
}

/**
 * Follows a job until it ends. The stream of the job tells its progress; where it breaks off, or a proxy does not let it
 * through, the job is asked for every two seconds.
 *
 * @returns 0: every member was done; 3: some failed, were skipped or not tried; 1: none was done
 */
export async function followJob(job: Job, { api, output, world }: Following): Promise<ExitCode> {
  const signal = world.interrupted;
  const progress = new ProgressLine(world.err);
  let latest = job;
  const told = async (next: Job) => {
    latest = next;
    if (output.form === 'jsonl') await output.json(next);
    await progress.show(jobLine(next));
  };
  try {
    await told(job);
    while (isUnderWay(latest) && !signal.aborted) {
      await streamOnce(job.job_id, api, signal, told);
      if (!isUnderWay(latest) || signal.aborted) break;
      await world.sleep(POLL_MS);
      await told(await api.get('/api/v1/dlq/redrives/{job_id}', { path: { job_id: job.job_id }, signal }));
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await progress.clear();
  }
  if (isUnderWay(latest)) {
    await output.note(`${jobLine(latest)}\nThe job goes on without you. Follow it again: ${nextFor(latest)}`);
    return 0;
  }
  if (output.form !== 'jsonl') await output.one(latest, () => jobLines(latest, output));
  const next = nextFor(latest);
  if (next !== null) await output.note(`Next: ${next}`);
  return exitCodeOfJob(latest);
}

/** Reads the stream as long as it lasts. That it breaks off is no failure: the job is asked for then. */
async function streamOnce(
  jobId: string,
  api: Client,
  signal: AbortSignal,
  told: (job: Job) => Promise<void>,
): Promise<void> {
  try {
    const headers = { accept: 'text/event-stream' };
    const path = { job_id: jobId };
    const response = await api.send('get', '/api/v1/dlq/redrives/{job_id}/stream', { path, headers, signal });
    if (response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return;
    for await (const { event, data } of eventsIn(response)) {
      if (event === 'progress') await told(JSON.parse(data) as Job);
    }
  } catch (error) {
    if (error instanceof ApiProblem && error.status < 500) throw error;
  }
}

function exitCodeOfJob({ total, succeeded, failed, skipped, done }: Job): ExitCode {
  if (done === total && failed === 0 && skipped === 0) return 0;
  return succeeded === 0 ? 1 : 3;
}
