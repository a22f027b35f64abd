/**
 * Express with PostgreSQL by pg-boss: `send` is an INSERT that is committed, and a failed job is copied into its dead
 * letter queue. Run by scripts/with-postgres.
 */
import PgBoss from 'pg-boss';
import { serve } from './express-app.mjs';
import { AT_ONCE } from './limits.mjs';
import { count, processEvent } from './processing.mjs';

const [EVENTS, DEAD] = ['events', 'events-dead'];
/** The least that pg-boss takes. */
const POLLING_S = 0.5;

const boss = new PgBoss(process.env.TEST_POSTGRES_URL);
boss.on('error', (error) => process.stderr.write(`${error}\n`));
await boss.start();
await boss.createQueue(DEAD);
await boss.createQueue(EVENTS, { name: EVENTS, retryLimit: 0, deadLetter: DEAD });

const options = { batchSize: AT_ONCE, pollingIntervalSeconds: POLLING_S };
const worker = await boss.work(EVENTS, options, async (jobs) => {
  const failed = jobs.filter((job) => fails(job.data)).map(({ id }) => id);
  // What a handler throws fails its whole batch, so single jobs are failed by name.
  if (failed.length > 0) await boss.fail(EVENTS, failed);
  count.failed(failed.length);
  count.processed(jobs.length - failed.length);
  // A full batch says that more is waiting.
  if (jobs.length === AT_ONCE) boss.notifyWorker(worker);
});

function fails(event) {
  try {
    processEvent(event);
    return false;
  } catch {
    return true;
  }
}

async function redrive() {
  for (;;) {
    const jobs = await boss.fetch(DEAD, { batchSize: AT_ONCE });
    if (jobs.length === 0) return;
    await boss.insert(jobs.map(({ data }) => ({ name: EVENTS, data })));
    await boss.complete(
      DEAD,
      jobs.map(({ id }) => id),
    );
  }
}

serve({ enqueue: (event) => boss.send(EVENTS, event), dead: () => boss.getQueueSize(DEAD), redrive });
