/**
 * Node's HTTP server that parses the same JSON body and answers the same, without a framework. `BURNT_US`: so many
 * microseconds of CPU go into each event beside that. It tells what a server pays for its connections that has work to do:
 * its clients wait meanwhile, and each answer has to wake one.
 */
import { createServer } from 'node:http';

const BURNT_US = Number(process.env.BURNT_US ?? 0);
const HEAD = { 'content-type': 'application/json; charset=utf-8' };

/** Microseconds that are still to be burnt; below 0 where the last event took longer. */
let owed = 0;

function burn() {
  owed += BURNT_US;
  const before = process.cpuUsage();
  let spent = 0;
  while (spent < owed) {
    const { user, system } = process.cpuUsage(before);
    spent = user + system;
  }
  owed -= spent;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const event = JSON.parse(Buffer.concat(chunks).toString());
    burn();
    const status = event.payload?.interaction_id === undefined ? 400 : 200;
    const body = JSON.stringify({ status: 'accepted' });
    response.writeHead(status, { ...HEAD, 'content-length': Buffer.byteLength(body) }).end(body);
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));
