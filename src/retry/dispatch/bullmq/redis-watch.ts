import type { Clock } from '../../../runtime/clock.js';
import { describeError, type Log } from '../../../runtime/logger.js';

/** Time between two checks of Redis, milliseconds. */
const LOOK_EVERY_MS = 1_000;

/** Checks regularly whether Redis can be used. Logs once when it cannot, and once when it can again. */
export class RedisWatch {
  private outage: { since: number; reason: string } | null = null;
  private reason = '';
  private stopped = false;
  private cancel = (): void => {};
  private looking: Promise<void> = Promise.resolve();

  /** @param look tries the commands that the queue needs, within a deadline; rejects where one fails */
  constructor(
    private readonly look: () => Promise<void>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** `null`: it can be used. */
  get trouble(): string | null {
    return this.outage?.reason ?? null;
  }

  start(): void {
    this.looking = this.turn();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.looking;
  }

  /** An error of a connection. It names the cause better than the error of a call does. */
  heard(error: unknown): void {
    this.reason = reasonOf(error);
  }

  works(): void {
    this.reason = '';
    if (this.outage === null) return;
    this.log.info('redis_available', { after_ms: Math.round(this.clock.monotonic() - this.outage.since) });
    this.outage = null;
  }

  failed(error: unknown): void {
    if (this.outage !== null) return;
    const reason = this.reason || reasonOf(error);
    this.outage = { since: this.clock.monotonic(), reason };
    this.log.error('redis_unavailable', { reason, retries: 'wait' });
  }

  private async turn(): Promise<void> {
    try {
      await this.look();
      this.works();
    } catch (error) {
      if (!this.stopped) this.failed(error);
    }
    if (this.stopped) return;
    this.cancel = this.clock.after(LOOK_EVERY_MS, () => {
      this.looking = this.turn();
    });
  }
}

/** One sentence. The message of a cluster would not help an operator. */
function reasonOf(error: unknown): string {
  const { error: message } = describeError(error);
  if (!/^(?:MOVED|ASK|CROSSSLOT)\b/.test(message)) return message;
  return 'REDIS_URL leads to one of several nodes of a cluster: give it a Redis that is not in cluster mode';
}
