import { Inject, Injectable } from '@nestjs/common';
import { DEAD_LETTER_PREFIX } from '../domain/letter/trace-id.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { OBJECT_STORE, type ObjectStore } from '../store/object-store.port.js';
import { StoreProof } from '../store/proof/store-proof.js';
import { StoreError } from '../store/store-error.js';
import { StoreUse } from '../store/store-use.js';
import { Destinations } from '../processing/destinations.js';
import { TargetBreakers } from '../processing/target-breakers.js';
import { SchemaService } from '../processing/schemas/schema.service.js';
import { RETRY_DISPATCHER, type RetryDispatcher } from '../retry/dispatch/retry-dispatcher.port.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import type { CheckDto, ReadyDto } from './health.dto.js';

/** A store that has not answered by then counts as not answering. */
const CHECK_TIMEOUT_MS = 2_000;

/** An answer is reused for this long, so that many requests cost the store one call. */
const CHECK_VALID_MS = 1_000;

/** The worst comes last. */
const ORDER = ['ok', 'degraded', 'unavailable'] as const;

@Injectable()
export class ReadinessService {
  private latest: { at: number; answer: Promise<ReadyDto> } | undefined;

  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly proof: StoreProof,
    private readonly use: StoreUse,
    private readonly catalog: CatalogService,
    private readonly breakers: TargetBreakers,
    private readonly destinations: Destinations,
    private readonly schemaService: SchemaService,
    @Inject(RETRY_DISPATCHER) private readonly dispatcher: RetryDispatcher,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOG) private readonly log: Log,
  ) {}

  async check(): Promise<ReadyDto> {
    const now = this.clock.monotonic();
    if (this.latest === undefined || now - this.latest.at > CHECK_VALID_MS) {
      this.latest = { at: now, answer: this.askAll() };
    }
    return this.latest.answer;
  }

  private async askAll(): Promise<ReadyDto> {
    const checks = {
      store: await this.askStore(),
      targets: this.targets(),
      destination: this.destination(),
      ...this.schemas(),
      catalog: this.listed(),
      ...this.redis(),
    };
    const worst = Math.max(...Object.values(checks).map(({ status }) => ORDER.indexOf(status)));
    return { status: ORDER[worst] ?? 'unavailable', checks };
  }

  private async askStore(): Promise<CheckDto> {
    const { kind } = this.objects;
    try {
      await withDeadline(this.clock, CHECK_TIMEOUT_MS, (signal) =>
        this.objects.list({ prefix: DEAD_LETTER_PREFIX, limit: 1 }, { signal }),
      );
      return this.proven(kind);
    } catch (error) {
      // It answers, and refuses: events may be kept all the same.
      if (error instanceof StoreError && !error.retryable && !error.overloaded) {
        return { status: 'degraded', kind, detail: `listings fail: ${error.message}` };
      }
      this.log.error('store_unavailable', { error: describeError(error) });
      return { status: 'unavailable', kind };
    }
  }

  /** A store that answers but is not proven keeps events, and retries none. */
  private proven(kind: string): CheckDto {
    const { state } = this.proof;
    if (state.kind === 'pending') {
      return { status: 'degraded', kind, detail: `not proven yet: ${state.reason}` };
    }
    const { atomicPut: atomic_put, atomicDelete: atomic_delete } = state.traits;
    const { trouble } = this.use;
    if (state.kind === 'proven' && trouble !== null) {
      return { status: 'degraded', kind, detail: trouble, atomic_put, atomic_delete };
    }
    if (state.kind === 'proven') return { status: 'ok', kind, atomic_put, atomic_delete };
    const detail = 'conditional writes do not hold';
    return { status: 'unavailable', kind, detail, atomic_put, atomic_delete };
  }

  private listed(): CheckDto {
    const { trouble } = this.catalog;
    return trouble === null ? { status: 'ok' } : { status: 'degraded', detail: trouble };
  }

  private targets(): CheckDto {
    const { open } = this.breakers;
    return open.length === 0 ? { status: 'ok' } : { status: 'degraded', open_breakers: open };
  }

  /** A service without a destination works, but its owner probably forgot to configure one. */
  private destination(): CheckDto {
    const { trouble, present } = this.destinations;
    const { kind, detail } = present;
    if (trouble !== null) return { status: 'degraded', kind, detail: trouble };
    return { status: 'ok', kind, ...(detail !== null && { detail }) };
  }

  private schemas(): { schemas: CheckDto } {
    const { trouble } = this.schemaService;
    return { schemas: trouble === null ? { status: 'ok' } : { status: 'degraded', detail: trouble } };
  }

  /** Without Redis retries wait; events are kept as ever. */
  private redis(): { redis?: CheckDto } {
    const { kind, trouble } = this.dispatcher;
    if (kind !== 'bullmq') return {};
    return { redis: trouble === null ? { status: 'ok' } : { status: 'degraded', detail: trouble } };
  }
}
