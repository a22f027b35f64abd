import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { S3Object } from './s3/bucket.js';
import { answer, failure, type S3Answer } from './s3/s3-answer.js';
import { readRequest, type S3Request } from './s3/s3-request.js';
import { refuseSignature } from './s3/signature.js';

/**
 * How a request goes wrong. `conflict`: 409 ConditionalRequestConflict, not applied. `hang`: not applied, never
 * answered. `expiredToken`: 400, not applied. `applyAndHang`: applied, never answered. `lostAnswer`: applied, then the
 * connection breaks. `internalError`: 500, not applied. `slowDown`: 503 SlowDown, not applied. `stallBody`: applied,
 * the answer's head and half of its body arrive.
 */
export type S3Fault =
  | 'conflict'
  | 'expiredToken'
  | 'hang'
  | 'applyAndHang'
  | 'lostAnswer'
  | 'internalError'
  | 'slowDown'
  | 'stallBody';

export type FaultRule = (request: Pick<S3Request, 'method' | 'key' | 'query'>) => S3Fault | undefined;

/** Starts a double of an S3 server on loopback: one bucket, in memory; it checks signatures. */
export async function startS3Server(): Promise<S3Server> {
  const server = new S3Server();
  await server.start();
  return server;
}

/** Speaks enough of S3's protocol for a store, with atomic conditions, and fails on demand. */
export class S3Server {
  readonly bucket = 'cxone-dlq-test';
  readonly objects = new Map<string, S3Object>();
  /** Requests that arrived, by method. */
  readonly requests: Record<string, number> = {};
  /** The latest request that arrived. */
  latest: S3Request | undefined;
  /** Connections that were made so far, and those that are open. */
  readonly connections = { made: 0, open: new Set<Socket>() };
  /** How far the server's clock is ahead of ours. */
  clockAheadMs = 0;
  #port = 0;
  #server: Server | undefined;
  #rule: FaultRule | undefined;
  #failures: S3Fault[] = [];

  get endpoint(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** What an S3 client needs, beside the bucket, to reach this server. */
  get connection() {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    return { endpoint: this.endpoint, region: 'us-east-1', forcePathStyle: true, credentials };
  }

  /** The next `count` requests go wrong, before any rule is asked. */
  failNext(count: number, fault: S3Fault): void {
    this.#failures.push(...Array.from({ length: count }, () => fault));
  }

  /** Every request that `rule` gives a fault for goes wrong; undefined ends that, and `failNext` too. */
  setFault(rule: FaultRule | undefined): void {
    this.#rule = rule;
    if (rule === undefined) this.#failures = [];
  }

  /** Listens, after `stop` on the same port and with the same objects. */
  async start(): Promise<void> {
    this.#server = createServer((message, response) => void this.#serve(message, response));
    this.#server.on('connection', (socket) => this.#connected(socket));
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Breaks all connections and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  #connected(socket: Socket): void {
    const { connections } = this;
    connections.made += 1;
    connections.open.add(socket);
    socket.once('close', () => connections.open.delete(socket));
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await readRequest(message);
      this.latest = request;
      this.requests[request.method] = (this.requests[request.method] ?? 0) + 1;
      this.#answer(request, response, this.#failures.shift() ?? this.#rule?.(request));
    } catch {
      response.destroy();
    }
  }

  #answer(request: S3Request, response: ServerResponse, fault: S3Fault | undefined): void {
    const now = Date.now() + this.clockAheadMs;
    response.setHeader('date', new Date(now).toUTCString());
    if (fault === 'hang') return;
    const { credentials, region } = this.connection;
    const refusal = refuseSignature(request, { ...credentials, region }, now);
    if (refusal !== undefined) return send(response, failure(refusal, region));
    if (fault === 'conflict') return send(response, failure('ConditionalRequestConflict'));
    if (fault === 'expiredToken') return send(response, failure('ExpiredToken'));
    if (fault === 'internalError') return send(response, failure('InternalError'));
    if (fault === 'slowDown') return send(response, failure('SlowDown'));
    const result = answer(this.objects, this.bucket, request);
    if (fault === 'applyAndHang') return;
    if (fault === 'lostAnswer') response.destroy();
    else if (fault === 'stallBody') sendHalf(response, result);
    else send(response, result);
  }
}

function send(response: ServerResponse, { status, headers, body = '' }: S3Answer): void {
  writeHead(response, { status, headers: headers ?? {}, body });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

function sendHalf(response: ServerResponse, { status, headers, body = '' }: S3Answer): void {
  writeHead(response, { status, headers: headers ?? {}, body });
  response.write(body.slice(0, body.length / 2));
}

function writeHead(response: ServerResponse, { status, headers, body }: Required<S3Answer>): void {
  const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  response.writeHead(status, { 'x-amz-request-id': 'test', ...headers, ...length });
}
