import type { Client } from '../api/client.js';
import { eventsIn } from '../api/event-stream.js';
import type { Job } from '../api/operation.js';
import { ApiProblem, NoAnswer } from '../api/problem.js';
import { isUnderWay, jobLine, jobLines, nextFor } from '../output/job-lines.js';
import type { Output } from '../output/output.js';
import type { ExitCode, World } from '../world.js';
import { ProgressLine } from './progress-line.js';

const POLL_MS = 2_000;

/** The longest pause between two questions while the service does not answer. */
const LONGEST_PAUSE_MS = 30_000;

/** So long a service may not answer: a restart, a rollout or a proxy's fault ends before. */
const PATIENCE_MS = 300_000;

interface Following {
  api: Client;
  output: Output;
  world: World;
}

/**
 * Follows a job until it ends. The stream of the job tells its progress; where it breaks off, or a proxy does not let it
 * through, the job is asked for every two seconds. Where the service does not answer, it is asked again for five minutes.
 *
 * @returns 0: every member was done; 3: some failed, were skipped or not tried; 1: none was done; 130: interrupted
 * @throws ApiProblem where the service refuses, NoAnswer where it has not answered for five minutes
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
      const asked = await askPatiently(job.job_id);
      if (asked !== null) await told(asked);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await progress.clear();
  }
  if (isUnderWay(latest)) {
    await output.note(`${jobLine(latest)}\nThe job goes on without you. Follow it again: ${nextFor(latest)}`);
    return 130;
  }
  if (output.form !== 'jsonl') await output.one(latest, () => jobLines(latest, output));
  const next = nextFor(latest);
  if (next !== null) await output.note(`Next: ${next}`);
  return exitCodeOfJob(latest);

  /** @returns `null` where the person interrupts */
  async function askPatiently(jobId: string): Promise<Job | null> {
    const path = { job_id: jobId };
    let pauseMs = POLL_MS;
    for (
      let waitedMs = 0;
      !signal.aborted;
      waitedMs += pauseMs, pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
    ) {
      try {
        const asked = await api.get('/api/v1/dlq/redrives/{job_id}', { path, signal });
        if (waitedMs > 0) await output.note('The service answers again.');
        return asked;
      } catch (error) {
        if (!mayPass(error) || waitedMs >= PATIENCE_MS) throw error;
        if (waitedMs === 0) {
          await progress.clear();
          await output.note(`${(error as Error).message}; the job goes on, and the service is asked again.`);
        }
      }
      await world.sleep(pauseMs);
    }
    return null;
  }
}

/** No answer, an overload, and what a proxy says while the service starts again. */
function mayPass(error: unknown): boolean {
  if (error instanceof ApiProblem) return error.status >= 500 || error.status === 429;
  return error instanceof NoAnswer;
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
