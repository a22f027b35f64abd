/**
 * Sends events, a process of its own, so that the service's CPU is its own:
 *
 *   node bench/load.mjs --url http://127.0.0.1:8080 --connections 64 --count 20000 --kind good
 *
 * Its one line is JSON: `{perSecond, p50, p99, statuses}`, latencies in milliseconds.
 */
import { parseArgs } from 'node:util';
import { Pool } from 'undici';
import { measure, quantile } from './harness.mjs';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    connections: { type: 'string', default: '64' },
    count: { type: 'string', default: '10000' },
    kind: { type: 'string', default: 'good' },
    run: { type: 'string', default: '0' },
  },
});
const connections = Number(values.connections);
const pool = new Pool(values.url, { connections, pipelining: 1 });
/** @type {Record<string, number>} */
const statuses = {};
const text = 'x'.repeat(1_300);

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

const { perSecond, latencies } = await measure(Number(values.count), connections, async (i) => {
  const { statusCode, body } = await pool.request({
    method: 'POST',
    path: '/webhook/cxone-data-actions',
    headers: { 'content-type': 'application/json' },
    body: eventOf(i),
  });
  await body.dump();
  statuses[statusCode] = (statuses[statusCode] ?? 0) + 1;
});
await pool.close();
process.stdout.write(
  `${JSON.stringify({ perSecond, p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), statuses })}\n`,
);
