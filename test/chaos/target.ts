import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Behaviour, Delivery, DeliveryEnd } from './delivery.js';

const TOKEN_PATH = '/api/v2/oauth/token';
const VALIDATE = /^\/api\/events\/([^/]+)\/validate$/;

/**
 * Plays CXone: a token endpoint, and the validation of an event, which is the delivery here. Unlike the fake
 * CXone it knows by the token who delivers, and keeps when each delivery began and ended.
 */
export class Target {
  readonly deliveries: Delivery[] = [];
  readonly #seen = new Map<string, number>();
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  private constructor(readonly behaviour: Behaviour) {}

  static async start(behaviour: Behaviour): Promise<Target> {
    const target = new Target(behaviour);
    target.#server.listen(0, '127.0.0.1');
    await once(target.#server, 'listening');
    return target;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What has arrived of an event so far, in order. */
  of(eventId: string): Delivery[] {
    return this.deliveries.filter((delivery) => delivery.eventId === eventId);
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const event = VALIDATE.exec(request.url ?? '')?.[1];
    if (request.method === 'POST' && request.url === TOKEN_PATH) await answerToken(request, response);
    else if (request.method === 'GET' && event !== undefined) {
      await this.#deliver(decodeURIComponent(event), request, response);
    } else send(response, 404);
  }

  async #deliver(eventId: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const by = /^Bearer token-of-(.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (by === undefined) return send(response, 401);
    const delivery: Delivery = { eventId, by, begin: performance.now(), end: Infinity, how: 'open' };
    this.deliveries.push(delivery);
    response.once('close', () => end(delivery, 'abandoned'));
    const nth = (this.#seen.get(eventId) ?? 0) + 1;
    this.#seen.set(eventId, nth);

    const answer = await this.behaviour(delivery, nth);
    if (delivery.how !== 'open') return;
    // Ended before the answer leaves: whoever gets it may begin the next delivery at once.
    if (answer === 'drop') {
      end(delivery, 'dropped');
      request.socket.destroy();
    } else {
      const { status, retryAfterS } = answer;
      end(delivery, status < 300 ? 'delivered' : 'refused');
      send(response, status, retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) });
    }
  }
}

function end(delivery: Delivery, how: DeliveryEnd): void {
  if (delivery.how !== 'open') return;
  delivery.how = how;
  delivery.end = performance.now();
}

async function answerToken(request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A replica that is killed in the middle of its request gets none.
  const form = new URLSearchParams(await text(request).catch(() => ''));
  const answer = { access_token: `token-of-${form.get('client_id')}`, expires_in: 60, token_type: 'bearer' };
  send(response, 200, {}, answer);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body: object = {},
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}
