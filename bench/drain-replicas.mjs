/**
 * How fast replicas drain what is due, from a target that takes 50 ms: one in process, then 1, 2 and 3 through one queue.
 *
 *   npm run bench:replicas
 *
 * Needs an S3 server (TEST_S3_ENDPOINT) and a Redis (TEST_REDIS_URL). Figures are of this machine: ratios say more, and
 * replicas that share its processors with the S3 server and with each other gain less than on machines of their own.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as timer } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { machine, median, table } from './harness.mjs';
import { writeReplicaResults } from './results-file.mjs';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const TAKES_MS = 50;

/**
 * @param {{ events?: number, replicas?: number[], concurrency?: number }} options
 * @returns {Promise<Array<{ name: string, events: number, seconds: number, perSecond: number }>>} a row for one
 *   replica in process, then for each number of replicas
 */
async function drainReplicas({ events = 1_000, replicas = [1, 2, 3], concurrency = 64 } = {}) {
  const { TEST_REDIS_URL: redis } = process.env;
  const runs = [
    { name: '1 replica in process', count: 1, redisEnv: {} },
    ...replicas.map((count) => ({ name: `${count} on the queue`, count, redisEnv: { REDIS_URL: redis } })),
  ];
  const rows = [];
  for (const { name, count, redisEnv } of runs) {
    const seconds = await drain(count, events, { RETRY_CONCURRENCY: String(concurrency), ...redisEnv });
    rows.push({ name, events, seconds, perSecond: events / seconds });
  }
  return rows;
}

/** Seconds from the first delivery that passes to the last. */
async function drain(count, events, more) {
  const { TEST_REDIS_URL, TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY, TEST_S3_SECRET_KEY } = process.env;
  if (!TEST_REDIS_URL || !TEST_S3_ENDPOINT) throw new Error('needs TEST_REDIS_URL and TEST_S3_ENDPOINT');
  const target = await startTarget();
  const bucket = `bench-${randomUUID()}`;
  const credentials = { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY };
  const s3 = new S3Client({
    endpoint: TEST_S3_ENDPOINT,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
  });
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const env = {
    DLQ_BUCKET: bucket,
    AWS_ENDPOINT_URL_S3: TEST_S3_ENDPOINT,
    AWS_ACCESS_KEY_ID: TEST_S3_ACCESS_KEY,
    AWS_SECRET_ACCESS_KEY: TEST_S3_SECRET_KEY,
    CXONE_BASE_URL: target.url,
    CXONE_CLIENT_ID: 'bench',
    CXONE_CLIENT_SECRET: 'bench',
    CXONE_VALIDATE_PATH: '/validate/{event_id}',
    CATALOG_POLL_MS: '1000',
    RETRY_SWEEP_CRON: '* * * * * *',
    RETRY_BASE_DELAY_MS: '1000',
    RETRY_MAX_DELAY_MS: '1000',
    RETRY_MAX_ATTEMPTS: '1000',
    BREAKER_OPEN_MS: '1000',
    ...more,
  };
  const services = await Promise.all(Array.from({ length: count }, () => startService(env)));
  try {
    await handIn(services, events);
    target.open();
    await target.drained(events);
    while ((await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: 'dlq/' }))).KeyCount > 0)
      await timer(100);
    return (target.lastAt - target.firstAt) / 1_000;
  } finally {
    await Promise.all(services.map(({ stop }) => stop()));
    s3.destroy();
    await target.stop();
  }
}

async function handIn(services, events) {
  let next = 0;
  const one = async () => {
    for (let nth = next++; nth < events; nth = next++) {
      const body = JSON.stringify({ event_id: `e${nth}`, payload: { interaction_id: `i${nth}` } });
      const url = `${services[nth % services.length].url}/webhook/cxone-data-actions`;
      while ((await fetch(url, { method: 'POST', body })).status !== 200);
    }
  };
  await Promise.all(Array.from({ length: 16 }, one));
}

async function startTarget() {
  let isOpen = false;
  let tell = () => {};
  let wanted = Infinity;
  const passed = new Set();
  const target = { firstAt: 0, lastAt: 0 };
  const serve = async (request, response) => {
    if (request.method === 'POST') {
      await text(request);
      return answer(response, 200, { access_token: 't', expires_in: 3_600 });
    }
    if (!isOpen) return answer(response, 503, {}, { 'Retry-After': '3' });
    if (passed.size === 0 && target.firstAt === 0) target.firstAt = performance.now();
    await timer(TAKES_MS);
    passed.add(request.url);
    target.lastAt = performance.now();
    answer(response, 200, {});
    if (passed.size >= wanted) tell();
  };
  const server = createServer((request, response) => void serve(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(target, {
    url: `http://127.0.0.1:${server.address().port}`,
    open: () => (isOpen = true),
    drained: (events) =>
      new Promise((resolve) => {
        wanted = events;
        tell = resolve;
        if (passed.size >= wanted) resolve();
      }),
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
}

function answer(response, status, body, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

async function startService(env) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      if (output === null) return;
      output += chunk;
      const started = /"api":"([^"]+)\/api\/v1\/dlq"/.exec(output);
      if (started === null) return;
      output = null;
      resolve(started[1]);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
  });
  const stop = async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop };
}

const ROUNDS = Number(process.env.ROUNDS ?? 3);
const rounds = [];
for (let round = 0; round < ROUNDS; round++) {
  rounds.push(await drainReplicas({ events: Number(process.env.EVENTS ?? 1_000) }));
}
const rows = rounds[0].map(({ name, events }, i) => {
  const perSecond = median(rounds.map((round) => round[i].perSecond));
  const first = median(rounds.map((round) => round[1].perSecond));
  return [name, events, perSecond, perSecond / first];
});
const results = `
${machine()}; medians of ${ROUNDS} rounds. Written by \`npm run bench:replicas\`: Ceph's S3 server, Redis, the target and the
replicas share the machine, so more replicas gain less here than on machines of their own. The target takes ${TAKES_MS} ms;
64 attempts at once, of all replicas together.

${table(['', 'events', 'a second', 'to one on the queue'], rows)}
`;
process.stdout.write(results);
writeReplicaResults(results);
