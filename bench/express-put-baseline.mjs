/**
 * Baseline: Express that parses the JSON body and puts it into S3 by the service's own client before it answers. It is what
 * the framework and the client cost of a failing event.
 *
 *   S3_ENDPOINT=http://127.0.0.1:9000 node bench/express-put-baseline.mjs
 */
import express from 'express';
import { storeCaller } from './s3-clients.mjs';

const store = storeCaller(process.env.S3_ENDPOINT);
let count = 0;

const app = express();
app.disable('x-powered-by');
app.post('/webhook/cxone-data-actions', express.json({ limit: '1mb' }), (request, response) => {
  const name = `DLQ-${Date.now()}-${count++}`;
  const record = { original_event: request.body, trace_id: name, failed_at: new Date().toISOString() };
  store.put(`dlq/${name}.json`, Buffer.from(JSON.stringify(record))).then(
    () => response.json({ status: 'accepted', trace_id: name }),
    () => response.status(503).end(),
  );
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
