import { Inject, Injectable } from '@nestjs/common';
import { DEAD_LETTER_PREFIX } from '../domain/trace-id.js';
import { OBJECT_STORE, type ObjectStore } from '../dlq/object-store.port.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import type { ReadyDto } from './health.dto.js';

/** A store that has not answered by then counts as not answering. */
const CHECK_TIMEOUT_MS = 2_000;

/** An answer stands this long, so that many who ask cost the store one call. */
const CHECK_VALID_MS = 1_000;

@Injectable()
export class ReadinessService {
  private latest: { at: number; answer: Promise<ReadyDto> } | undefined;

  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async check(): Promise<ReadyDto> {
    const now = this.clock.now();
    if (this.latest === undefined || now - this.latest.at > CHECK_VALID_MS) {
      this.latest = { at: now, answer: this.askStore() };
    }
    return this.latest.answer;
  }

  private async askStore(): Promise<ReadyDto> {
    const { kind } = this.objects;
    try {
      await withDeadline(this.clock, CHECK_TIMEOUT_MS, (signal) =>
        this.objects.list({ prefix: DEAD_LETTER_PREFIX, limit: 1 }, { signal }),
      );
      return { status: 'ok', checks: { store: { status: 'ok', kind } } };
    } catch (error) {
      this.log.error('store_unavailable', { error: describeError(error) });
      return { status: 'unavailable', checks: { store: { status: 'unavailable', kind } } };
    }
  }
}
