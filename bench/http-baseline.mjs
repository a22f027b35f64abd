/** Node's HTTP server that parses the same JSON body and answers the same, without a framework. */
import { createServer } from 'node:http';

const HEAD = { 'content-type': 'application/json; charset=utf-8' };

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString());
    const status = event.payload?.interaction_id === undefined ? 400 : 200;
    const body = JSON.stringify({ status: 'accepted' });
    response.writeHead(status, { ...HEAD, 'content-length': Buffer.byteLength(body) }).end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
