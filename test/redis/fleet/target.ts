import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as timer } from 'node:timers/promises';

const VALIDATE = /^\/validate\/([^/]+)$/;

/** One delivery of one event. Times of `performance.now()`; `end` is `Infinity` while it is open. */
export interface Delivery {
  eventId: string;
  /** The life of a replica that delivers, by its token. */
  by: string;
  begin: number;
  end: number;
  /** Whether it was answered 200. */
  succeeded: boolean;
}

/** Plays CXone: a token endpoint, and the validation of an event, which is the delivery here. */
export class Target {
  readonly deliveries: Delivery[] = [];
  /** Events that have been answered 200. */
  readonly delivered = new Set<string>();
  /** While set, everything is answered 503. */
  down = true;
  private readonly server = createServer((request, response) => void this.serve(request, response));

  private constructor(private readonly takesMs: number) {}

  /** @param takesMs that it takes for a delivery, milliseconds */
  static async start(takesMs: number): Promise<Target> {
    const target = new Target(takesMs);
    target.server.listen(0, '127.0.0.1');
    await once(target.server, 'listening');
    return target;
  }

  /** What makes a service deliver to it under a name. */
  env(by: string): Record<string, string> {
    return {
      CXONE_BASE_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      CXONE_CLIENT_ID: by,
      CXONE_CLIENT_SECRET: 'fleet',
      CXONE_VALIDATE_PATH: '/validate/{event_id}',
    };
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const eventId = VALIDATE.exec(request.url ?? '')?.[1];
    if (eventId !== undefined) return this.deliver(decodeURIComponent(eventId), request, response);
    const form = new URLSearchParams(await text(request).catch(() => ''));
    send(response, 200, { access_token: form.get('client_id'), expires_in: 3_600 });
  }

  private async deliver(eventId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Told to wait for longer than a webhook can, so that it fails at once.
    if (this.down) return send(response, 503, {}, { 'Retry-After': '3' });
    const by = request.headers.authorization?.slice('Bearer '.length) ?? '';
    const delivery = { eventId, by, begin: performance.now(), end: Infinity, succeeded: false };
    this.deliveries.push(delivery);
    response.once('close', () => (delivery.end = Math.min(delivery.end, performance.now())));
    await timer(this.takesMs);
    if (delivery.end !== Infinity) return;
    // Ended before the answer leaves: whoever gets it may begin the next one at once.
    delivery.end = performance.now();
    delivery.succeeded = true;
    this.delivered.add(eventId);
    send(response, 200, {});
  }
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}) {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
