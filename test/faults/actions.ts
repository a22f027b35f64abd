import type { AcceptOutcome } from '../../src/dlq/accept.service.js';
import { RECORD_VERSION } from '../../src/dlq/dead-letter.codec.js';
import { DeadLetterStore } from '../../src/dlq/dead-letter.store.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import {
  DEAD_LETTER_PREFIX,
  keyOfTraceId,
  makeTraceId,
  traceIdOfKey,
} from '../../src/domain/letter/trace-id.js';
import type { RetryPage } from '../../src/retry/page/retry-page.service.js';
import type { Blocked, NoPlace, RetryOutcome } from '../../src/retry/retry-outcome.js';
import type { IngestOutcome } from '../../src/ledger/ingest-outcome.js';
import { eventOf } from '../support/event-of.js';
import { HAND } from './bucket.js';
import type { Ledger } from './ledger.js';
import type { World } from './world.js';
import { SOMEBODY } from '../support/somebody.js';

const RECEIVED = { contentType: 'application/json', remoteAddress: null, headers: {} };
const TRANSIENT: Failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true };
const PERMANENT: Failure = { code: 'validation_failed', reason: 'nothing fits', retryable: false };

export function simulatedEvent(id: string, version = 1): CxoneEvent {
  return eventOf(JSON.stringify({ event_id: id, tenant_id: 't', payload: { version } }));
}

/** How a dead letter is placed. */
export interface Placing {
  failure?: 'transient' | 'permanent';
  /** Makes of a first failure what it is to be. */
  change?: (letter: DeadLetter) => DeadLetter;
  /** When it failed first; by default one after the other, an hour ago. */
  agoMs?: number;
}

/** What a scenario does to the service: as CXone, as an operator, and by hand with an S3 tool. */
export class Actions {
  readonly ledger: Ledger = {
    answers: [],
    accepted: [],
    acknowledged: new Map(),
    repairs: [],
    untouchable: new Map(),
  };
  /** Trace ids of what was placed. */
  readonly placed: string[] = [];
  /** The trace id of nothing. */
  readonly unknownTraceId = makeTraceId(0, '0'.repeat(32));

  constructor(readonly world: World) {}

  /** One delivery by CXone. `null`: no answer. */
  async deliver(slot: number, event: CxoneEvent): Promise<IngestOutcome | null> {
    return this.world.ask(slot, async ({ ingest, process }) => {
      const outcome = await ingest.ingest(event, RECEIVED);
      this.world.story.tell(process.name, () => `answers ${outcome.kind} to ${event.eventId}`);
      this.ledger.answers.push(outcome.kind);
      if (outcome.kind === 'processed' || outcome.kind === 'dead_lettered') {
        this.ledger.accepted.push(event);
        this.ledger.acknowledged.set(event.identity, { eventId: event.eventId, kind: outcome.kind });
        if (outcome.kind === 'processed' && !this.world.target.passed(event.identity)) {
          this.world.violations.push(`${event.eventId} was answered as processed and was not`);
        }
      }
      return outcome;
    });
  }

  /** Delivers to one replica after the other until one acknowledges, as CXone does; gives up in the end. */
  async send(event: CxoneEvent, slots: readonly number[]): Promise<IngestOutcome | null> {
    let outcome: IngestOutcome | null = null;
    for (const slot of slots) {
      outcome = await this.deliver(slot, event);
      if (outcome?.kind === 'processed' || outcome?.kind === 'dead_lettered') return outcome;
      await this.world.wait(this.world.chance.between(100, 8_000));
    }
    return outcome;
  }

  /** An operator's retry of one record. */
  async retry(slot: number, traceId: string): Promise<RetryOutcome | Blocked | NoPlace | null> {
    const outcome = await this.world.ask(slot, ({ singles }) => singles.retry(traceId, false, SOMEBODY));
    if (outcome?.kind === 'processed') this.expectDone(outcome.key);
    return outcome;
  }

  async page(slot: number, limit: number, after?: string): Promise<RetryPage | null> {
    const page = await this.world.ask(slot, ({ pages }) => pages.retryPage(limit, after, SOMEBODY));
    for (const key of page?.processed ?? []) this.expectDone(key);
    return page;
  }

  /** One sweep, beside those by schedule. */
  async sweep(slot: number): Promise<void> {
    await this.world.ask(slot, ({ sweep }) => sweep());
  }

  /**
   * Puts a dead letter where it is, acknowledged long ago. @returns its trace id
   */
  async place(event: CxoneEvent, { failure = 'transient', change, agoMs }: Placing = {}): Promise<string> {
    const { world } = this;
    const now = world.scheduler.now - (agoMs ?? 3_600_000 - this.placed.length * 1_000);
    const letter = firstFailure(
      event,
      failure === 'transient' ? TRANSIENT : PERMANENT,
      { startedAt: now, processor: 'Target', by: 'before', received: null },
      { now, random: 0, policy: world.config.retry },
    );
    const bare = world.bucket.objects;
    const clock = { now: () => now, monotonic: () => now, after: () => () => {} };
    const budget = { totalMs: 1_000, pauseMs: 100 };
    const letters = new DeadLetterStore(bare, clock, budget, () => `before-${this.placed.length}`);
    await letters.create(change?.(letter) ?? letter);
    // It was written when it failed, by the store's clock as well.
    const [key, written] = [keyOfTraceId(letter.traceId), Math.floor(now / 1_000) * 1_000];
    bare.objects.set(key, { ...bare.objects.get(key)!, lastModified: written });
    this.ledger.acknowledged.set(event.identity, { eventId: event.eventId, kind: 'dead_lettered' });
    this.placed.push(letter.traceId);
    return letter.traceId;
  }

  /** A corrupt dead letter, one that a newer version wrote, and an object that is none. */
  async placeOddities(): Promise<void> {
    const { now } = this.world.scheduler;
    const [corrupt, newer] = ['c', 'd'].map((digit) => makeTraceId(now - 5_000_000, digit.repeat(32)));
    const ofTomorrow = JSON.stringify({
      original_event: { event_id: 'of tomorrow' },
      trace_id: newer,
      record_version: RECORD_VERSION + 1,
    });
    await this.placeOddity(keyOfTraceId(corrupt!), '{"truncated', { sha256: '0' });
    await this.placeOddity(keyOfTraceId(newer!), ofTomorrow, {});
    await this.placeOddity(`${DEAD_LETTER_PREFIX}readme.txt`, '{"truncated', { sha256: '0' });
  }

  private async placeOddity(key: string, text: string, metadata: Record<string, string>): Promise<void> {
    const options = { condition: 'none', contentType: '', metadata } as const;
    const result = await this.world.bucket.objects.put(key, Buffer.from(text), options);
    if (result.outcome === 'stored') this.ledger.untouchable.set(key, result.etag);
  }

  /** Spoils the digest of a dead letter, as tools do that copy an object's old metadata. */
  spoil(traceId: string): void {
    const { objects } = this.world.bucket.objects;
    const key = keyOfTraceId(traceId);
    const object = objects.get(key)!;
    objects.set(key, { ...object, metadata: { ...object.metadata, sha256: '0'.repeat(64) } });
  }

  /** An operator takes a corrupt record as it stands. */
  async accept(slot: number, traceId: string): Promise<AcceptOutcome | null> {
    return this.world.ask(slot, ({ accepts }) => accepts.accept(traceId, SOMEBODY));
  }

  /** Takes an object, changes its event's payload, and puts it back without its metadata, as tools do. */
  async repair(traceId: string, meanwhile: () => Promise<void> = async () => {}): Promise<void> {
    const { world } = this;
    const key = keyOfTraceId(traceId);
    const found = await world.bucket.objects.get(key);
    if (found.outcome === 'missing') return;
    const record = JSON.parse(Buffer.from(found.object.bytes).toString()) as Record<string, unknown>;
    await meanwhile();
    const before = record.original_event as { event_id: string; payload: { version: number } };
    const event = { ...before, payload: { version: before.payload.version + 1 } };
    const bytes = Buffer.from(JSON.stringify({ ...record, original_event: event }, null, 2));
    const options = { condition: 'none', contentType: 'application/json', metadata: {} } as const;
    await world.scheduler.turn(world.outside);
    const result = await world.bucket.put(HAND, key, bytes, options);
    if (result.outcome !== 'stored') throw new Error('a write without a condition was refused');
    world.story.tell(HAND, () => `puts back ${traceId}`);
    const [replaces, identity] = [before, event].map((e) => eventOf(JSON.stringify(e)).identity);
    this.ledger.repairs.push({ key, etag: result.etag, replaces: replaces!, identity: identity! });
  }

  /** What was answered as processed has passed. */
  private expectDone(key: string): void {
    const traceId = traceIdOfKey(key);
    const passed = this.world.target.deliveries.some((d) => d.passed && d.traceId === traceId);
    if (!passed) this.world.violations.push(`${traceId} was answered as processed and was not`);
  }
}
