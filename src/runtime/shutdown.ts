import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';

/** Tells whoever works in rounds that no further round should begin. */
@Injectable()
export class Shutdown implements BeforeApplicationShutdown {
  private readonly controller = new AbortController();

  /** Aborted as soon as the service is told to stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  beforeApplicationShutdown(): void {
    this.controller.abort();
  }
}
