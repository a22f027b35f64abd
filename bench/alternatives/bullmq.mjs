/**
 * Express with BullMQ on Redis: `add` answers when Redis has the job, and a failed job is in the failed set. How durable
 * that is says Redis' `appendfsync`. Run by scripts/with-redis.
 */
import { Queue, UnrecoverableError, Worker } from 'bullmq';
import { serve } from './express-app.mjs';
import { AT_ONCE } from './limits.mjs';
import { count, processEvent } from './processing.mjs';

const { hostname: host, port } = new URL(process.env.TEST_REDIS_URL);
const connection = { host, port: Number(port), maxRetriesPerRequest: null };
// The documentation advises to remove completed jobs. Failed ones stay: they are the dead letters.
const queue = new Queue('events', { connection, defaultJobOptions: { removeOnComplete: true } });

const run = async () => {
  try {
    processEvent();
  } catch (error) {
    throw new UnrecoverableError(error.message);
  }
};
const worker = new Worker('events', run, { connection, concurrency: AT_ONCE });
worker.on('completed', () => count.processed());
worker.on('failed', () => count.failed());
await worker.waitUntilReady();

serve({
  enqueue: (event) => queue.add('event', event),
  dead: () => queue.getFailedCount(),
  redrive: () => queue.retryJobs({ state: 'failed' }),
});
