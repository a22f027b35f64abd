import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call that the target got. Times of `performance.now()`. */
export interface TargetCall {
  /** The Idempotency-Key. */
  key: string;
  /** The life of the replica that called. */
  by: string;
  begin: number;
  /** When it was answered; `Infinity`: it never was. */
  end: number;
}

/** A target that counts calls by their Idempotency-Key. It knows who calls by the path. */
export class JobTarget {
  readonly calls: TargetCall[] = [];
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  /** @param refuses whether it refuses an event for good */
  private constructor(private readonly refuses: (event: { event_id: string }) => boolean) {}

  static async start(refuses: (event: { event_id: string }) => boolean): Promise<JobTarget> {
    const target = new JobTarget(refuses);
    target.#server.listen(0, '127.0.0.1');
    await once(target.#server, 'listening');
    return target;
  }

  /** The address for one life of a replica. */
  urlFor(by: string): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/${by}`;
  }

  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = {
      key: String(request.headers['idempotency-key']),
      by: (request.url ?? '').slice(1),
      begin: performance.now(),
      end: Infinity,
    };
    this.calls.push(call);
    // A replica that is killed in the middle of its request sends no whole one.
    const body = await text(request).catch(() => null);
    if (body === null) return;
    call.end = performance.now();
    response.writeHead(this.refuses(JSON.parse(body)) ? 400 : 200).end();
  }
}
