/**
 * How fast a job drains its members beside what the sweep reaches, and what a job does to the webhook:
 *
 *   npm run bench:jobs [-- --members 100000 --rounds 1]
 *
 * The sweep has the same places (RETRY_CONCURRENCY) as the job has concurrency. The S3 stub answers after 20 ms.
 */
import { parseArgs } from 'node:util';
import { fillBacklog } from './backlog.mjs';
import { CONCURRENCY, sweep } from './drain.bench.mjs';
import { machine, median } from './harness.mjs';
import { sendLoad } from './send-load.mjs';
import { startService, until } from './service-under-test.mjs';
import { startStub } from './start-stub.mjs';

const LATENCY_MS = 20;

/** The greatest rate that a plan takes. */
const MAX_RATE = 1_000;

/** The pace of a job beside which the webhook is measured: the default of a plan. */
const USUAL_PACE = { rate_per_second: 20, concurrency: 8 };

const DAY_MS = 86_400_000;
/** Between two looks at the job, milliseconds: more often would be measured, too. */
const LOOK_MS = 1_000;
const LOAD = { count: 10_000, connections: 8 };

const { values } = parseArgs({
  options: {
    members: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '1' },
  },
});
const [members, rounds] = [Number(values.members), Number(values.rounds)];
const stub = await startStub();
const figures = { sweep: [], job: [], quiet: [], beside: [] };
for (let round = 0; round < rounds; round++) {
  figures.sweep.push((await sweep(stub, { events: members, latencyMs: LATENCY_MS })).perSecond);
  figures.job.push(await drainedByJob());
  const { quiet, beside } = await webhook();
  figures.quiet.push(quiet);
  figures.beside.push(beside);
}
await stub.stop();

const of = (name) => median(figures[name]);
console.log(`${machine()}; medians of ${rounds} rounds, ${members} members, S3 after ${LATENCY_MS} ms

job / sweep: ${(of('job') / of('sweep')).toFixed(2)} (a second: job ${of('job').toFixed(0)}, sweep ${of('sweep').toFixed(0)})
p99 of the webhook beside a job of ${USUAL_PACE.rate_per_second} a second / without: ${(of('beside') / of('quiet')).toFixed(2)} (ms: ${of('beside').toFixed(1)}, ${of('quiet').toFixed(1)})`);

/** Members a second, from the start of the job until it is completed. */
async function drainedByJob() {
  const service = await serviceWithBacklog(members);
  const started = await startJob(service.url, { rate_per_second: MAX_RATE, concurrency: CONCURRENCY });
  const job = await ended(service.url, started.job_id);
  await service.stop();
  if (job.state !== 'completed' || job.succeeded !== members) throw new Error(JSON.stringify(job));
  return (members / (Date.parse(job.ended_at) - Date.parse(job.started_at))) * 1_000;
}

/** The p99 of good events, milliseconds: without a job, and while one runs. */
async function webhook() {
  const service = await serviceWithBacklog(20_000);
  await sendLoad(service.url, { ...LOAD, count: 2_000 });
  const quiet = (await sendLoad(service.url, LOAD)).p99;
  const { job_id } = await startJob(service.url, USUAL_PACE);
  const beside = (await sendLoad(service.url, LOAD)).p99;
  const { state } = await ask(service.url, 'GET', `/redrives/${job_id}`);
  await service.stop();
  if (state !== 'running') throw new Error(`the job is ${state}: it did not run the whole time`);
  return { quiet, beside };
}

async function serviceWithBacklog(count) {
  await stub.control({ latency_ms: 0, clear: true });
  await fillBacklog(stub.url, count, DAY_MS);
  await stub.control({ latency_ms: LATENCY_MS });
  const service = await startService(stub.url, {
    RETRY_CONCURRENCY: String(CONCURRENCY),
    CATALOG_POLL_MS: '3600000',
  });
  await until(() => service.linesWith('catalog_ready').length > 0, 300_000);
  return service;
}

async function startJob(url, pace) {
  const plan = await ask(url, 'POST', '/redrives', { action: 'retry', all: true, canary: [], ...pace });
  return ask(url, 'POST', `/redrives/${plan.job_id}/start`, {});
}

async function ended(url, jobId) {
  let job;
  await until(
    async () => {
      job = await ask(url, 'GET', `/redrives/${jobId}`);
      return job.state !== 'running';
    },
    1_800_000,
    LOOK_MS,
  );
  return job;
}

async function ask(url, method, path, body) {
  const json = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers: json, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v1/dlq${path}`, init);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
