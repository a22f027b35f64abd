/**
 * The S3 side of the benchmarks, a process of its own: one bucket in memory, S3's conditions, an answer after a set
 * latency, and as little work as possible, so that the client is what is measured.
 *
 *   node bench/s3-stub.mjs [--port 0] [--latency 0]
 *
 * Its first line tells the address. `POST /_control {"latency_ms":20,"clear":true}` changes it while it runs, and
 * `GET /_control` tells how many requests and connections it has seen: `{requests, connections, objects}`.
 */
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { answer } from './stub/answers.mjs';
import { StubBucket } from './stub/bucket.mjs';

const CONTROL_PATH = '/_control';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, latency: { type: 'string', default: '0' } },
});
const bucket = new StubBucket();
let latencyMs = wholeNumber(Number(values.latency), '--latency');
/** @type {Record<string, number>} */
let requests = {};
let connections = 0;

const server = createServer((request, response) => {
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    if (request.url === CONTROL_PATH) control(request.method, body, response);
    else if (latencyMs === 0) serve(request, body, response);
    else setTimeout(serve, latencyMs, request, body, response);
  });
});
server.on('connection', () => {
  connections += 1;
});
// Pauses between rounds must not cost the client its connections.
server.keepAliveTimeout = 600_000;
server.listen(wholeNumber(Number(values.port), '--port'), '127.0.0.1', () => {
  process.stdout.write(`S3 stub on http://127.0.0.1:${server.address().port}\n`);
});
process.once('SIGTERM', () => process.exit(0));

function serve(request, body, response) {
  const { method, url, headers, rawHeaders } = request;
  const kind = method === 'GET' && url.includes('list-type=2') ? 'LIST' : method;
  requests[kind] = (requests[kind] ?? 0) + 1;
  const { status, headers: told, body: content } = answer(bucket, { method, url, headers, rawHeaders, body });
  const length = status === 204 ? [] : ['content-length', String(Buffer.byteLength(content ?? ''))];
  response.writeHead(status, [...told, ...length]);
  response.end(method === 'HEAD' ? undefined : content);
}

function control(method, body, response) {
  try {
    if (method === 'POST') apply(JSON.parse(body.toString()));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ requests, connections, objects: bucket.size, latency_ms: latencyMs }));
  } catch (error) {
    response.writeHead(400).end(`${error.message}\n`);
  }
}

/** Counts begin anew with every wish. */
function apply({ latency_ms: wished, clear }) {
  if (wished !== undefined) latencyMs = wholeNumber(wished, 'latency_ms');
  if (clear === true) bucket.clear();
  requests = {};
  connections = 0;
}

function wholeNumber(value, name) {
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name}: expected a whole number from 0`);
}
