import { startService, until } from '../service-under-test.mjs';
import { startStub } from '../start-stub.mjs';
import { AT_ONCE, LOOK_MS } from './limits.mjs';

/** The greatest pace that a job takes, and no canary, so that nothing but the work is measured. */
const PACE = { rate_per_second: 1_000, concurrency: AT_ONCE, canary: [] };

/**
 * The service as a contender, on its embedded store or on the S3 stub.
 *
 * @param {{ mode: 'sync' | 'store-first', s3: null | { latencyMs: number } }} contender
 * @returns {Promise<import('./stages.mjs').Contender>}
 */
export async function startOwnService({ mode, s3 }) {
  const stub = s3 === null ? null : await startStub();
  await stub?.control({ latency_ms: s3.latencyMs, clear: true });
  const more = { INGEST_MODE: mode, PROCESSORS_DIR: 'bench/alternatives', CATALOG_POLL_MS: '3600000' };
  const service = await startService(stub?.url ?? null, more);
  await until(() => service.linesWith('catalog_ready').length > 0);
  const ask = (method, path, body) => callApi(service.url, method, path, body);
  const unresolved = async () => (await ask('GET', '/stats')).by_status;
  return {
    url: service.url,
    pid: service.pid,
    serverPid: stub?.pid ?? null,
    flip: () => process.kill(service.pid, 'SIGUSR2'),
    passed: () =>
      until(async () => Object.values(await unresolved()).every((number) => number === 0), 600_000, LOOK_MS),
    dead: async () => (await unresolved()).parked,
    redrive: (count) => redriven(ask, count),
    stop: async () => {
      await service.stop();
      await stub?.stop();
    },
  };
}

/** Redrives all dead letters by a job, as an operator does. */
async function redriven(ask, count) {
  const plan = await ask('POST', '/redrives', { action: 'retry', all: true, filter: {}, ...PACE });
  await ask('POST', `/redrives/${plan.job_id}/start`, { expected_count: count });
  let job;
  const hasEnded = async () => {
    job = await ask('GET', `/redrives/${plan.job_id}`);
    return job.state !== 'running';
  };
  await until(hasEnded, 600_000, LOOK_MS);
  if (job.state !== 'completed' || job.succeeded !== count) throw new Error(JSON.stringify(job));
}

async function callApi(url, method, path, body) {
  const json = { 'content-type': 'application/json' };
  const init = body === undefined ? { method } : { method, headers: json, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/api/v1/dlq${path}`, init);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
