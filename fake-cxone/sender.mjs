import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { madeUpEvents } from './events.mjs';
import { bodiesOf, contentTypeOf } from './shapes.mjs';

const WEBHOOK_PATH = '/webhook/cxone-data-actions';
/** CXone tries a few times and then drops the event. */
const MAX_TRIES = 3;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Posts deliveries at a fixed rate, however long answers take, and repeats those that were not answered with 200. Each
 * is sent `repeat` times at once, as by a sender that got no answer. `headersOf` makes the headers for a body, anew for
 * each try, because a signature may hold the time.
 * @param {{ url: string, count: number, rate: number, broken: number, seed: number, retryDelayMs: number,
 *   shapes: string[], batch: number, encoding: string, repeat: number,
 *   headersOf: (body: string) => Record<string, string> }} options
 */
export async function sendEvents(options) {
  const { url, count, rate, broken, seed, retryDelayMs, encoding, repeat, headersOf } = options;
  const target = new URL(WEBHOOK_PATH, url);
  const agent = new Agent({ keepAlive: true });
  const type = { 'Content-Type': contentTypeOf(encoding) };
  const send = (body) => post(target, agent, body, { ...type, ...headersOf(body) });
  const summary = { sent: 0, accepted: 0, dead_lettered: 0, duplicates: 0, given_up: 0, retries: 0, seed };
  const bodies = bodiesOf(madeUpEvents({ seed, broken }), options);
  const startedAt = performance.now();
  const deliveries = [];
  for (let index = 0; index < count; index += 1) {
    // Counted from the start, so that a late timer does not lower the rate.
    const dueIn = startedAt + (index * 1_000) / rate - performance.now();
    if (dueIn > 0) await wait(dueIn);
    const body = bodies.next().value;
    for (let time = 0; time < repeat; time += 1) {
      deliveries.push(deliver(() => send(body), retryDelayMs, summary));
    }
  }
  await Promise.all(deliveries);
  agent.destroy();
  return summary;
}

/**
 * @param {() => Promise<{ status: number, text: string }>} send
 * @param {number} retryDelayMs
 * @param {{ sent: number, accepted: number, dead_lettered: number, duplicates: number,
 *   given_up: number, retries: number }} summary
 */
async function deliver(send, retryDelayMs, summary) {
  summary.sent += 1;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await send();
    if (answer.status === 200) {
      summary.accepted += 1;
      const events = resultsOf(answer.text);
      summary.dead_lettered += events.filter(({ trace_id }) => typeof trace_id === 'string').length;
      summary.duplicates += events.filter(({ duplicate }) => duplicate === true).length;
      return;
    }
    if (attempt === MAX_TRIES) {
      summary.given_up += 1;
      return;
    }
    summary.retries += 1;
    await wait(retryDelayMs);
  }
}

/**
 * One delivery; a lost connection and a time-out are answers of status 0.
 * @param {URL} target
 * @param {Agent} agent
 * @param {string} body
 * @param {Record<string, string>} more
 * @returns {Promise<{ status: number, text: string }>}
 */
function post(target, agent, body, more) {
  return new Promise((resolve) => {
    const lost = () => resolve({ status: 0, text: '' });
    const length = Buffer.byteLength(body);
    const headers = { 'Content-Length': length, ...more };
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const sent = request(target, { method: 'POST', agent, headers, signal }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', lost);
    });
    sent.on('error', lost);
    sent.end(body);
  });
}

/**
 * The result of each event: those of a batch, or the answer itself.
 * @param {string} text
 * @returns {Array<{ trace_id?: unknown, duplicate?: unknown }>}
 */
function resultsOf(text) {
  try {
    const answer = JSON.parse(text);
    return Array.isArray(answer.results) ? answer.results : [answer];
  } catch {
    return [];
  }
}
