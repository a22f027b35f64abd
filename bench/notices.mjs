/**
 * How many notices people get of many failures: events of several causes, on several replicas, and a receiver that checks the
 * signature of each notice (Standard Webhooks). Fails where a cause is not told of exactly once, or its end is not.
 *
 *   scripts/with-rgw node bench/notices.mjs --events 700 --causes 7 --replicas 3 --recover retry
 *
 * Each event lacks one of the fields that the schema wants; which one is its cause. `--recover retry`: the schema is mended,
 * and pages of retries drain all. `--recover delete`: the dead letters are removed from the bucket, which takes less time
 * where there are many. Needs a build, and an S3 server (TEST_S3_ENDPOINT).
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as timer } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  S3Client,
} from '@aws-sdk/client-s3';
import { openNoticeReceiver } from './notice-receiver.mjs';

const BUILD = process.env.CXONE_DLQ_BUILD ?? 'dist';
const MAIN = fileURLToPath(new URL(`../${BUILD}/main.js`, import.meta.url));

/** What the schema wants of a payload. */
const FIELDS = ['agent', 'skill', 'queue', 'channel', 'language', 'priority', 'campaign'];

/** Why they fail. */
const CODE = 'validation_failed';

/** Events of one delivery: few enough that a busy machine processes them in time. */
const BATCH = 10;

/** Deliveries at once. */
const AT_ONCE = 6;

/** What is over counts as over after a minute, and a replica that is behind needs its full listing. */
const PATIENCE_MS = 600_000;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '700' },
    causes: { type: 'string', default: '7' },
    replicas: { type: 'string', default: '3' },
    recover: { type: 'string', default: 'retry' },
  },
});
const [events, causes, replicas] = [values.events, values.causes, values.replicas].map(Number);
if (!(causes <= FIELDS.length)) throw new Error(`--causes: expected at most ${FIELDS.length}`);
const { TEST_S3_ENDPOINT: endpoint, TEST_S3_ACCESS_KEY = '', TEST_S3_SECRET_KEY = '' } = process.env;
if (!endpoint) throw new Error('needs TEST_S3_ENDPOINT: run it by scripts/with-rgw');

const credentials = { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY };
const s3 = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
const bucket = `notices-${randomUUID()}`;
const secret = `whsec_${Buffer.from(randomUUID()).toString('base64')}`;
const directory = await mkdtemp(join(tmpdir(), 'cxone-dlq-notices-'));
const begunAt = performance.now();
const seconds = () => Math.round((performance.now() - begunAt) / 1_000);
const say = (line) => process.stderr.write(`${seconds()} s: ${line}\n`);

const receiver = await openNoticeReceiver(secret, seconds);
const { notices } = receiver;
const services = [];
try {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await writeSchema(FIELDS);
  const channel = { name: 'hook', type: 'webhook', url: `${receiver.url}/hook`, secret };
  const kinds = ['new_cause', 'cause_is_back'];
  await writeFile(join(directory, 'notify.json'), JSON.stringify({ channels: [{ ...channel, kinds }] }));
  services.push(...(await Promise.all(Array.from({ length: replicas }, startService))));
  say(`${replicas} replicas listen`);

  await handIn();
  say(`${events} failures of ${causes} causes are stored: ${notices.length} notices so far`);
  await until(() => ofSchema('firing').length >= causes);
  // A second notice of a cause would come with the next look of another replica.
  await timer(10_000);
  say(`notices of what is wrong: ${notices.length}`);

  if (values.recover === 'delete') await removeAll();
  else await retryAll();
  say('no dead letter is left');
  await until(() => notices.filter(({ state }) => state === 'resolved').length >= subjects().size);
  await timer(10_000);
  const [firing, resolved] = [ofSchema('firing').length, ofSchema('resolved').length];
  // A machine that is too busy adds causes of its own, such as processing_timeout: each is told once as well.
  const others = [...subjects()].filter((one) =>
    notices.every(({ subject, code }) => subject !== one || code !== CODE),
  );
  const twice = [...subjects()].filter(
    (one) => notices.filter(({ subject }) => subject === one).length !== 2,
  );
  const result = {
    events,
    causes,
    replicas,
    firing,
    resolved,
    others: others.length,
    told_twice: twice.length,
  };
  process.stdout.write(
    `${JSON.stringify({ ...result, bad_signatures: receiver.badSignatures, seconds: seconds() })}\n`,
  );
  if (firing !== causes || resolved !== causes || twice.length > 0 || receiver.badSignatures > 0) {
    process.stderr.write(`${JSON.stringify(notices, null, 2)}\n`);
    process.exitCode = 1;
  }
} finally {
  for (const { child } of services) child.kill('SIGTERM');
  await Promise.all(
    services.map(({ child }) => (child.exitCode === null ? once(child, 'exit') : Promise.resolve())),
  );
  receiver.close();
  s3.destroy();
  await rm(directory, { recursive: true, force: true });
}

/** Notices of events that the schema refused. @param {'firing' | 'resolved'} state */
function ofSchema(state) {
  return notices.filter((notice) => notice.state === state && notice.code === CODE);
}

function subjects() {
  return new Set(notices.map(({ subject }) => subject));
}

async function startService() {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      PATH: process.env.PATH,
      PORT: '0',
      LOG_LEVEL: 'info',
      DATA_DIR: join(directory, randomUUID()),
      DLQ_BUCKET: bucket,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      SCHEMA_DIR: join(directory, 'schemas'),
      NOTIFY_FILE: join(directory, 'notify.json'),
      DELIVERY_ALLOW_PRIVATE: 'true',
    },
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
    child.once('exit', (code) => reject(new Error(`a replica ended with ${code}:\n${output}`)));
  });
  return { child, url };
}

/** Delivers all events in batches, to the replicas in turn, until each batch was taken. */
async function handIn() {
  let next = 0;
  const one = async () => {
    for (let first = next; first < events; first = next) {
      next += BATCH;
      const batch = Array.from({ length: Math.min(BATCH, events - first) }, (_, nth) => ({
        event_id: `e${first + nth}`,
        tenant_id: `t${(first + nth) % 5}`,
        payload: payloadWithout(FIELDS[(first + nth) % causes]),
      }));
      const url = `${services[(first / BATCH) % services.length].url}/webhook/cxone-data-actions`;
      const init = { method: 'POST', body: JSON.stringify(batch) };
      while ((await fetch(url, init).catch(() => ({ status: 0 }))).status !== 200) await timer(200);
      if (first % 5_000 === 0) say(`${first} events handed in`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

/** @param {string} missing */
function payloadWithout(missing) {
  return Object.fromEntries(FIELDS.filter((field) => field !== missing).map((field) => [field, 'x']));
}

/** @param {string[]} required fields of a payload */
async function writeSchema(required) {
  const schema = { type: 'object', properties: { payload: { type: 'object', required } } };
  await mkdir(join(directory, 'schemas'), { recursive: true });
  await writeFile(join(directory, 'schemas', 'v2.1.schema.json'), JSON.stringify(schema));
}

/** Mends the schema, and retries by pages until nothing is left. */
async function retryAll() {
  await writeSchema([]);
  await Promise.all(services.map(({ url }) => post(`${url}/api/v1/schemas/reload`)));
  await until(async () => {
    await post(`${services[0].url}/api/v1/dlq/retry`, { limit: 100 });
    return (await list(1)).length === 0;
  });
}

async function post(url, body) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', ...(body && { headers, body: JSON.stringify(body) }) });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${answer}`);
}

/** Removes all dead letters, and has every replica list the bucket. */
async function removeAll() {
  for (let keys = await list(1_000); keys.length > 0; keys = await list(1_000)) {
    const Objects = keys.map((Key) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }));
  }
  await Promise.all(services.map(({ url }) => post(`${url}/api/v1/dlq/catalog/refresh`)));
}

async function list(limit) {
  const command = new ListObjectsV2Command({ Bucket: bucket, Prefix: 'dlq/', MaxKeys: limit });
  return ((await s3.send(command)).Contents ?? []).map(({ Key }) => Key);
}

async function until(holds) {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!(await holds())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain; ${JSON.stringify(notices)}`);
    await timer(500);
  }
}
