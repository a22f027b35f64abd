import { loadConfig } from '../../src/config/config.js';
import { DeadLetterStore } from '../../src/dlq/dead-letter.store.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { forEachAtMost } from '../../src/runtime/for-each.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { eventOf } from '../support/event-of.js';

const FAILURE = { code: 'validation_failed', reason: 'the amount is no number', retryable: false } as const;
const AT_ONCE = 16;

/**
 * Puts parked dead letters into a bucket, past the replicas.
 *
 * @param env what points the service at the bucket
 * @returns their trace ids
 */
export async function placeParkedIn(env: Readonly<Record<string, string>>, count: number): Promise<string[]> {
  const { AWS_ENDPOINT_URL_S3 = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = env;
  const store = new S3ObjectStore({
    bucket: env.DLQ_BUCKET ?? '',
    region: 'us-east-1',
    endpoint: AWS_ENDPOINT_URL_S3,
    forcePathStyle: true,
    credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  });
  let writes = 0;
  const budget = { totalMs: 60_000, pauseMs: 100 };
  const letters = new DeadLetterStore(store, new SystemClock(), budget, () => `placed-${writes++}`);
  const { retry: policy } = loadConfig({});
  const since = Date.now() - 3_600_000;
  const traceIds: string[] = [];
  await forEachAtMost(
    AT_ONCE,
    Array.from({ length: count }, (_, n) => n),
    async (n) => {
      const event = eventOf(
        JSON.stringify({ event_id: `e${n}`, tenant_id: `t${n % 7}`, payload: { interaction_id: `i${n}` } }),
      );
      const at = { now: since + n, random: 0, policy };
      const report = { startedAt: at.now, processor: null, by: 'before', received: null };
      const { stored } = await letters.create(firstFailure(event, FAILURE, report, at));
      traceIds[n] = stored.letter.traceId;
    },
  );
  await store.close();
  return traceIds;
}
