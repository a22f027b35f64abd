import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CxoneClient } from '../auth/cxone-client.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { CxoneEvent } from '../domain/event/event.js';
import { failUnlessPassed, verdictOfStatus } from '../domain/retry/http-status.js';
import { fillTemplate } from '../domain/retry/path-template.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { pathValuesOf } from './cxone-path-values.js';

/** An acknowledgement is given up after this, its waits and repeats included, milliseconds. */
export const ACKNOWLEDGE_TIMEOUT_MS = 15_000;

/** How long a retry waits for its acknowledgement, milliseconds; then the acknowledgement goes on beside it. */
export const ACKNOWLEDGE_WAIT_MS = 1_000;

/** Tells CXone that a retried event has succeeded, where CXONE_ACKNOWLEDGE_PATH is set. */
@Injectable()
export class CxoneAcknowledger implements OnApplicationShutdown {
  private readonly running = new Set<Promise<void>>();

  constructor(
    private readonly client: CxoneClient,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Sends the acknowledgement and waits for it for at most ACKNOWLEDGE_WAIT_MS. The event has succeeded whatever CXone
   * answers, and a slow answer must not delay a retry page. Never throws.
   */
  async acknowledge(event: CxoneEvent, traceId: string): Promise<void> {
    const { acknowledgePath } = this.config.cxone;
    if (acknowledgePath === null) return;
    const run = this.send(acknowledgePath, event, traceId)
      .catch((error: unknown) =>
        this.log.warn('acknowledge_failed', {
          trace_id: traceId,
          ...describeError(error, this.config.masking.ofEvent(event)),
        }),
      )
      .finally(() => this.running.delete(run));
    this.running.add(run);
    await withDeadline(this.clock, ACKNOWLEDGE_WAIT_MS, () => run).catch(() => {});
  }

  /** Waits for the acknowledgements that were begun. Each has a time limit of its own. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.running);
  }

  private async send(template: string, event: CxoneEvent, traceId: string): Promise<void> {
    const deadlineAt = this.clock.monotonic() + ACKNOWLEDGE_TIMEOUT_MS;
    const path = fillTemplate(template, pathValuesOf(event));
    const json = { event_id: event.eventId, trace_id: traceId };
    await withDeadline(this.clock, ACKNOWLEDGE_TIMEOUT_MS, async (signal) => {
      const { status } = await this.client.call(
        { method: 'POST', path, json, statusOnly: true },
        { signal, deadlineAt },
      );
      failUnlessPassed(verdictOfStatus(status), `CXone answered HTTP ${status} to the acknowledgement`);
    });
  }
}
