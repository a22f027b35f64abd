import express from 'express';
import { counts } from './processing.mjs';

/**
 * The Express side of a contender: the webhook that answers after the event is durable, and what the benchmark asks.
 *
 * @param {object} queue
 * @param {(event: object) => Promise<unknown>} queue.enqueue resolves when the server has confirmed the event
 * @param {() => Promise<number>} queue.dead dead letters, as the server counts them
 * @param {() => Promise<unknown>} queue.redrive sends all dead letters back for processing
 */
export function serve({ enqueue, dead, redrive }) {
  const app = express();
  app.disable('x-powered-by');
  app.post('/webhook/cxone-data-actions', express.json({ limit: '1mb' }), (request, response, next) => {
    enqueue(request.body).then(() => response.json({ status: 'accepted' }), next);
  });
  app.get('/counts', (_, response) => response.json(counts()));
  app.get('/dead', (_, response, next) => {
    dead().then((number) => response.json({ dead: number }), next);
  });
  app.post('/redrive', (_, response, next) => {
    redrive().then(() => response.json({}), next);
  });
  const server = app.listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    // The script that starts the server of the queue names its process.
    const pids = { app: process.pid, server: Number(process.env.TEST_SERVER_PID) };
    process.stdout.write(`${JSON.stringify({ listening: `http://127.0.0.1:${port}`, ...pids })}\n`);
  });
  process.once('SIGTERM', () => process.exit(0));
}
