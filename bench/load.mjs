/**
 * Sends events, a process of its own, so that the service's CPU is its own:
 *
 *   node bench/load.mjs --url http://127.0.0.1:8080 --connections 64 --count 20000 --kind good
 *   node bench/load.mjs --url http://127.0.0.1:8080 --connections 64 --seconds 60 --kind failing
 *
 * SIGTERM ends it early. Its one line is JSON: `{count, perSecond, p50, p99, max, statuses}`, latencies in milliseconds.
 */
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { measure, quantile } from './harness.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    connections: { type: 'string', default: '64' },
    count: { type: 'string', default: '10000' },
    seconds: { type: 'string' },
    kind: { type: 'string', default: 'good' },
    run: { type: 'string', default: '0' },
  },
});
const connections = Number(values.connections);
const pool = new Pool(values.url, { connections, pipelining: 1 });
/** @type {Record<string, number>} */
const statuses = {};
const text = 'x'.repeat(1_300);
const count = values.seconds === undefined ? Number(values.count) : Infinity;
const endAt = values.seconds === undefined ? Infinity : performance.now() + Number(values.seconds) * 1_000;
let isTold = false;
process.once('SIGTERM', () => {
  isTold = true;
});

/** About 1.5 kB; a failing one lacks what the default rule wants. */
function eventOf(i) {
  const id = `evt_${values.run}_${i}`;
  const payload = values.kind === 'good' ? { interaction_id: id, text } : { text };
  return JSON.stringify({
    event_id: id,
    tenant_id: `t_${i % 10}`,
    timestamp: '2024-10-23T14:00:00Z',
    payload,
  });
}

const isOver = () => isTold || performance.now() >= endAt;
const send = async (i) => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/webhook/cxone-data-actions',
    headers: { 'content-type': 'application/json' },
    body: eventOf(i),
  });
  await body.dump();
  statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
};
const { perSecond, latencies } = await measure(count, connections, send, isOver);
await pool.close();
const [p50, p99, max] = [0.5, 0.99, 1].map((share) => quantile(latencies, share));
process.stdout.write(`${JSON.stringify({ count: latencies.length, perSecond, p50, p99, max, statuses })}\n`);
