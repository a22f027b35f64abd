import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';

const ANSWER_TIMEOUT_MS = 5_000;

/**
 * Sends one event to the webhook, signed by Standard Webhooks, and again for as long as the answer is not 200.
 *
 * @param url of the service
 * @param secret of WEBHOOK_SECRET_STANDARD_WEBHOOKS: `whsec_...`
 * @returns the answer: `{ status }`, with a `trace_id` where the event became a dead letter
 * @throws Error after the last try
 */
export async function send(url, secret, event, { tries = 5, pauseMs = 1_000 } = {}) {
  const webhook = new Webhook(secret);
  // One id and one body for all tries, so that the service knows a repeated delivery.
  const id = `msg_${randomUUID()}`;
  const body = JSON.stringify(event);
  let problem = 'nothing was tried';
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await sleep(pauseMs * 2 ** (attempt - 1));
    // The time is signed too, so that each try has a signature of its own.
    const now = new Date();
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
      'webhook-signature': webhook.sign(id, now, body),
    };
    try {
      const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      const answer = await fetch(new URL('/webhook/cxone-data-actions', url), {
        method: 'POST',
        headers,
        body,
        signal,
      });
      if (answer.status === 200) return await answer.json();
      problem = `HTTP ${answer.status}`;
      // The same body is refused again, unless the service was busy.
      if (answer.status < 500 && ![408, 425, 429].includes(answer.status)) break;
    } catch (error) {
      problem = error.message;
    }
  }
  throw new Error(`the event was not taken: ${problem}`);
}

if (process.argv[1] === import.meta.filename) {
  const [, , url = 'http://127.0.0.1:8080', id = randomUUID()] = process.argv;
  const event = { event_id: id, payload: { interaction_id: 'int_1' } };
  console.log(await send(url, process.env.WEBHOOK_SECRET ?? '', event));
}
