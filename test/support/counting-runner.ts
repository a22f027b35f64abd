import { EventEmitter, once } from 'node:events';
import type { DueRetry, RetryEnd, RetryRunner } from '../../src/retry/dispatch/retry-dispatcher.port.js';

/** Counts what a dispatcher has tried; a test decides how it ends, and when. */
export class CountingRunner implements RetryRunner {
  readonly begun: Array<{ key: string; at: number }> = [];
  readonly ended: string[] = [];
  end: RetryEnd = 'processed';
  held = false;
  /** Set: what comes is left alone, though nobody could tell before. */
  refuses = false;
  refused = 0;
  mostAtOnce = 0;
  private atOnce = 0;
  private closed = false;
  private readonly gate = new EventEmitter().setMaxListeners(0);

  get keys(): string[] {
    return this.begun.map(({ key }) => key);
  }

  isHeld(): boolean {
    return this.held;
  }

  /** Whatever begins from now on does not end before `open`. */
  shut(): void {
    this.closed = true;
  }

  open(): void {
    this.closed = false;
    this.gate.emit('open');
  }

  async run({ key }: DueRetry): Promise<RetryEnd> {
    if (this.held) return 'held';
    if (this.refuses) {
      this.refused++;
      return 'held';
    }
    this.begun.push({ key, at: performance.now() });
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    if (this.closed) await once(this.gate, 'open');
    else await new Promise((resolve) => setImmediate(resolve));
    this.atOnce--;
    this.ended.push(key);
    return this.end;
  }
}
