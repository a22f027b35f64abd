import { setMaxListeners } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/**
 * The service ends in two steps. While it drains, it serves requests and asks load balancers to send no more. When it
 * stops, no service starts another round of work.
 */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly drain = new AbortController();
  private readonly stop = new AbortController();

  constructor() {
    // Every waiting retry and every stream adds a listener, so Node's limit of ten does not apply.
    setMaxListeners(0, this.stop.signal, this.drain.signal);
  }

  /** Whether the service has been told to end. */
  get draining(): boolean {
    return this.drain.signal.aborted;
  }

  /** Aborted as soon as no further work should begin. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** Calls `listener` once, when the service is told to end; at once where it was. @returns forgets the listener */
  onDraining(listener: () => void): () => void {
    if (this.draining) listener();
    this.drain.signal.addEventListener('abort', listener, { once: true });
    return () => this.drain.signal.removeEventListener('abort', listener);
  }

  /** First step: requests are served, and their senders are asked to leave. */
  startDraining(): void {
    this.drain.abort();
  }

  /** Second step. */
  begin(): void {
    this.drain.abort();
    this.stop.abort();
  }

  /** Nest's first hook: services that wait for their own work in a later hook get no new work after it. */
  onModuleDestroy(): void {
    this.begin();
  }
}
