import type { Response } from 'express';
import type { Clock } from '../../runtime/clock.js';

/** A comment is sent after so long without an event, milliseconds. Many proxies cut a silent answer off after a minute. */
const HEARTBEAT_MS = 15_000;

/** A client that takes nothing for so long is cut off, milliseconds. */
const STALLED_MS = 60_000;

const HEADERS = {
  'Content-Type': 'text/event-stream',
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
};

/** An answer of server-sent events. It keeps nothing for a client that reads too slowly: the next event is as good. */
export class EventStream {
  private sentAt: number;

  /** Sends the headers. */
  constructor(
    private readonly response: Response,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {
    this.sentAt = clock.monotonic();
    response.set(HEADERS);
    response.flushHeaders();
  }

  /** @returns false where the client has not taken the events before, and this one was not sent */
  send(event: string, id: string, data: unknown): boolean {
    return this.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  /** Sends a comment where that is due, and cuts off a client that takes nothing. */
  keepAlive(): void {
    const silentMs = this.clock.monotonic() - this.sentAt;
    if (this.response.writableNeedDrain && silentMs >= STALLED_MS) this.response.destroy();
    else if (silentMs >= HEARTBEAT_MS) this.write(': the job goes on\n\n');
  }

  end(): void {
    this.response.end();
  }

  private write(text: string): boolean {
    if (this.response.writableNeedDrain) return false;
    this.response.write(text);
    this.sentAt = this.clock.monotonic();
    return true;
  }
}
