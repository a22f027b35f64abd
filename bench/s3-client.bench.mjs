/**
 * What a call to S3 costs the client: the AWS SDK, the service's store, and HTTP alone, in one run against the stub.
 *
 *   npm run bench:s3 -- [--rounds 5] [--calls 2000] [--concurrency 64] [--latency 0]
 *
 * CPU is this process's own, user and system, for each call: the median of the rounds.
 */
import { parseArgs } from 'node:util';
import { machine, measure, median, runRounds, table } from './harness.mjs';
import { bareCaller, sdkCaller, storeCaller } from './s3-clients.mjs';
import { startStub } from './start-stub.mjs';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '2000' },
    concurrency: { type: 'string', default: '64' },
    latency: { type: 'string', default: '0' },
  },
});
const [rounds, calls, concurrency, latency] = ['rounds', 'calls', 'concurrency', 'latency'].map((name) => {
  const value = Number(values[name]);
  if (!Number.isInteger(value) || value < (name === 'latency' ? 0 : 1)) {
    throw new Error(`--${name}: expected a whole number`);
  }
  return value;
});

/** A listing of 1,000 keys is the work of many calls, and nobody sends many of them at once. */
const CALLS_FOR_ONE_LISTING = 20;
const LISTINGS_AT_ONCE = 4;
/** Connections that were idle while others had their round are made again outside the measurement. */
const WARM_UP_CALLS = 200;
const OPERATIONS = ['put', 'get', 'head', 'list', 'remove'];

const stub = await startStub();
await stub.control({ latency_ms: latency });
const callers = {
  'AWS SDK': sdkCaller(stub.url),
  'AWS SDK, WHEN_REQUIRED': sdkCaller(stub.url, 'WHEN_REQUIRED'),
  'the store': storeCaller(stub.url),
  'HTTP alone, unsigned': bareCaller(stub.url),
};
const body = Buffer.from(JSON.stringify({ event_id: 'evt_123', payload: { text: 'x'.repeat(960) } }));
const keyOf = (i) =>
  `dlq/year=2026/month=11/day=24/hour=10/DLQ-1795486227405-${String(i).padStart(12, '0')}.json`;

/** One round of one caller: every operation, in an order that leaves the bucket empty. */
async function round(caller) {
  await measure(WARM_UP_CALLS, concurrency, (i) => caller.put(`warm-up/${i}`, body));
  await stub.control({ clear: true });
  const etags = new Map();
  const work = {
    put: async (i) => etags.set(i, await caller.put(keyOf(i), body)),
    get: (i) => caller.get(keyOf(i)),
    head: (i) => caller.head(keyOf(i)),
    list: () => caller.list('dlq/'),
    remove: (i) => caller.remove(keyOf(i), etags.get(i)),
  };
  const results = {};
  for (const operation of OPERATIONS) {
    const list = operation === 'list';
    const count = list ? Math.ceil(calls / CALLS_FOR_ONE_LISTING) : calls;
    results[operation] = await measure(count, list ? LISTINGS_AT_ONCE : concurrency, work[operation]);
  }
  const { objects } = await stub.counts();
  if (objects !== 0) throw new Error(`${objects} objects are left`);
  return results;
}

const results = await runRounds(
  rounds,
  Object.fromEntries(Object.entries(callers).map(([name, caller]) => [name, () => round(caller)])),
);

const figure = (name, operation, of) => median(results[name].map((result) => result[operation][of]));
const rowsOf = (of) =>
  Object.keys(callers).map((name) => [name, ...OPERATIONS.map((operation) => figure(name, operation, of))]);
const head = ['', 'PUT', 'GET', 'HEAD', 'LIST of 1,000', 'DELETE'];
const say = (text) => process.stdout.write(`${text}\n`);

say(
  `${machine()}; ${calls} calls, ${concurrency} at once, answered after ${latency} ms; median of ${rounds} rounds`,
);
say(`\nCPU of the client, microseconds a call\n\n${table(head, rowsOf('cpuMicros'))}`);
say(`\nCalls a second\n\n${table(head, rowsOf('perSecond'))}`);
const ratios = OPERATIONS.map(
  (operation) => figure('AWS SDK', operation, 'cpuMicros') / figure('the store', operation, 'cpuMicros'),
);
say(`\nCPU of the AWS SDK for that of the store: ${ratios.map((ratio) => ratio.toFixed(1)).join(', ')}`);

for (const caller of Object.values(callers)) await caller.close();
await stub.stop();
