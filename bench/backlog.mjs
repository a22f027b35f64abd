import { SystemClock } from '../dist/runtime/clock.js';
import { DeadLetterStore } from '../dist/dlq/dead-letter.store.js';
import { S3ObjectStore } from '../dist/store/s3/s3-object-store.js';
import { readEvent } from '../dist/domain/event/event.js';
import { toJsonText } from '../dist/domain/json/json-text.js';
import { firstFailure } from '../dist/domain/letter/lifecycle.js';
import { measure } from './harness.mjs';

const policy = { baseDelayMs: 1, maxDelayMs: 1, maxAttempts: 8, attemptTimeoutMs: 20_000 };
const failure = { code: 'upstream_error', reason: 'CXone answered HTTP 503', retryable: true };

/** The service's own store, as it is configured for the stub. @param {string} url */
export function storeOn(url) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  return new S3ObjectStore({
    bucket: 'bench-bucket',
    region: 'us-east-1',
    endpoint: url,
    forcePathStyle: true,
    credentials,
  });
}

/**
 * Puts `count` dead letters that will pass, of ten tenants.
 *
 * @param {string} url
 * @param {number} count
 * @param {number} [dueInMs] when they are due, all at once
 */
export async function fillBacklog(url, count, dueInMs = 0) {
  const nextRetryAt = Date.now() + dueInMs;
  const store = storeOn(url);
  let writes = 0;
  const letters = new DeadLetterStore(
    store,
    new SystemClock(),
    { totalMs: 60_000, pauseMs: 100 },
    () => `w${writes++}`,
  );
  const since = Date.now() - 60_000;
  await measure(count, 64, async (i) => {
    const event = {
      event_id: `evt_${i}`,
      tenant_id: `t_${i % 10}`,
      payload: { interaction_id: i, text: 'x'.repeat(500) },
    };
    const reading = readEvent(toJsonText(JSON.stringify(event)), 'v2.1');
    const report = { startedAt: since, processor: 'P', by: 'bench', received: null };
    const letter = firstFailure(reading.event, failure, report, {
      now: since + (i % 1_000),
      random: 0,
      policy,
    });
    await letters.create({ ...letter, nextRetryAt });
  });
  await store.close();
}
