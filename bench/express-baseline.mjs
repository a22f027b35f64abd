/** Baseline (c): Express that parses the same JSON body and answers the same, and does nothing else. */
import express from 'express';

const app = express();
app.disable('x-powered-by');
app.post('/webhook/cxone-data-actions', express.json({ limit: '1mb' }), (request, response) => {
  if (request.body.payload?.interaction_id === undefined) response.status(400);
  response.json({ status: 'accepted' });
});
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
