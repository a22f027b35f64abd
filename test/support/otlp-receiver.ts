import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { spansOfJson, spansOfProtobuf, type SeenSpan } from './otlp-spans.js';

export type { SeenSpan } from './otlp-spans.js';

/** A collector: takes spans over OTLP/HTTP in both forms, and keeps them. */
export class OtlpReceiver {
  readonly spans: SeenSpan[] = [];
  readonly headers: Array<NodeJS.Dict<string | string[]>> = [];
  /** What it answers; `hang`: nothing. */
  status: number | 'hang' = 200;
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.headers.push(request.headers);
        if (this.status === 'hang') return;
        if (this.status === 200 && request.url === '/v1/traces') {
          const sent = Buffer.concat(chunks);
          const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
          const isJson = request.headers['content-type'] === 'application/json';
          this.spans.push(...(isJson ? spansOfJson(body.toString()) : spansOfProtobuf(body)));
        }
        response.writeHead(request.url === '/v1/traces' ? this.status : 404).end();
      });
    });
  }

  static async start(): Promise<OtlpReceiver> {
    const receiver = new OtlpReceiver();
    await new Promise<void>((resolve) => receiver.server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  named(name: string): SeenSpan[] {
    return this.spans.filter((span) => span.name === name);
  }

  /** The spans of this parent, in the order in which they began. */
  below({ traceId, spanId }: SeenSpan): SeenSpan[] {
    const own = this.spans.filter((span) => span.traceId === traceId && span.parentSpanId === spanId);
    return own.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
