import { Injectable, type OnModuleDestroy } from '@nestjs/common';

/** Tells whoever works in rounds that no further round should begin. */
@Injectable()
export class Shutdown implements OnModuleDestroy {
  private readonly controller = new AbortController();

  /** Aborted as soon as the service is told to stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** The first of Nest's hooks, so that whoever waits for its own work in a later one waits for an end. */
  onModuleDestroy(): void {
    this.controller.abort();
  }
}
