import { beforeEach, describe, expect, it } from 'vitest';
import { startCoreWorld } from '../../test/support/core-world.js';
import { letterOf } from '../../test/support/dead-letters.js';
import { eventOf } from '../../test/support/event-of.js';
import type { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import type { TestClock } from '../../test/support/test-clock.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { StoreError } from '../store/store-error.js';
import type { EventLedger } from './event-ledger.js';
import type { IngestOutcome } from './ingest-outcome.js';
import { DOUBT_MS, MAX_UNCONFIRMED, MAX_UNCONFIRMED_LENGTH } from './unconfirmed-writes.js';

const WINDOW_MS = 60_000;
const letter = letterOf();
const { event } = letter;
const other = eventOf('{"event_id":"another"}');

describe('the ledger of events', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let letters: DeadLetterStore;
  let ledger: EventLedger;

  beforeEach(() => begin());

  async function begin(max = 10): Promise<void> {
    const settings = { webhook: { dedupe: { windowMs: WINDOW_MS, max } } };
    ({ clock, store, letters, ledger } = await startCoreWorld({ settings }));
  }

  const stateOf = (one = event) => ledger.whoHas(one).state;

  describe('nobody', () => {
    it('has an event that never came', () => {
      expect(ledger.whoHas(event)).toEqual({ state: 'nobody' });
    });
  });

  describe('arriving', () => {
    it('lasts until the delivery has its outcome, and gives it to whoever asks', async () => {
      let settle = () => {};
      const outcome = new Promise<IngestOutcome>(
        (resolve) => (settle = () => resolve({ kind: 'processed' })),
      );
      const delivered = ledger.deliver(event, outcome);
      const holder = ledger.whoHas(event);
      expect([holder.state, stateOf(other)]).toEqual(['arriving', 'nobody']);
      expect(ledger.whoElseHas(event)).toEqual({ state: 'nobody' });
      settle();
      expect(await delivered).toEqual({ kind: 'processed' });
      expect(holder.state === 'arriving' && (await holder.outcome)).toEqual({ kind: 'processed' });
      expect(stateOf()).toBe('nobody');
    });

    it('ends with an error, too', async () => {
      await expect(ledger.deliver(event, Promise.reject(new Error('no')))).rejects.toThrow('no');
      expect(stateOf()).toBe('nobody');
    });
  });

  describe('passed', () => {
    it('lasts for the window', async () => {
      ledger.notePassed(event);
      await clock.advance(WINDOW_MS - 1);
      expect([stateOf(), stateOf(other)]).toEqual(['passed', 'nobody']);
      await clock.advance(1);
      expect(stateOf()).toBe('nobody');
    });

    it('is kept for a bounded number of events, the latest ones', async () => {
      await begin(1);
      ledger.notePassed(event);
      ledger.notePassed(other);
      expect([stateOf(), stateOf(other)]).toEqual(['nobody', 'passed']);
    });

    it('comes before all that is known of a record, and ends a doubt', async () => {
      ledger.noteReceived(letter);
      ledger.begin(event, letter.traceId);
      ledger.noteUnconfirmed(letter);
      ledger.notePassed(event);
      expect(stateOf()).toBe('passed');
    });
  });

  describe('received', () => {
    it('lasts until the first attempt is settled, also while it runs', () => {
      const settled = ledger.noteReceived(letter);
      const endRun = ledger.begin(event, letter.traceId);
      expect(ledger.whoHas(event)).toEqual({ state: 'received', traceId: letter.traceId });
      endRun?.();
      expect(stateOf()).toBe('received');
      settled();
      expect(stateOf()).toBe('nobody');
    });
  });

  describe('retried', () => {
    it('lasts as long as the run, and no other run begins meanwhile', () => {
      const endRun = ledger.begin(event, letter.traceId);
      expect(ledger.whoHas(event)).toEqual({ state: 'retried', traceId: letter.traceId });
      expect([ledger.begin(event, null), ledger.begin(event, 'DLQ-2')]).toEqual([null, null]);
      expect(ledger.begin(other, null)).not.toBeNull();
      endRun?.();
      expect(stateOf()).toBe('nobody');
      expect(ledger.begin(event, null)).not.toBeNull();
    });

    it('is not said of a run in the webhook, which has no record yet', () => {
      ledger.begin(event, null);
      expect([stateOf(), ledger.begin(event, letter.traceId)]).toEqual(['nobody', null]);
    });
  });

  describe('unconfirmed', () => {
    it('lasts until the write is known to have arrived', () => {
      ledger.noteUnconfirmed(letter);
      expect(ledger.whoHas(event)).toEqual({ state: 'unconfirmed', letter });
      ledger.noteStored(event);
      expect(stateOf()).toBe('nobody');
    });

    it('keeps the delay before the retry when our clock is set meanwhile', () => {
      const due = { ...letter, nextRetryAt: clock.now() + 60_000 };
      ledger.noteUnconfirmed(due);
      clock.setWall(-3_600_000);
      const holder = ledger.whoHas(event);
      expect(holder.state === 'unconfirmed' && holder.letter.nextRetryAt! - clock.now()).toBe(60_000);
    });

    it('ends when the record was seen in the store, even if it was deleted since', async () => {
      ledger.noteUnconfirmed(letter);
      const { stored } = await letters.create(letter);
      expect(stateOf()).toBe('recorded');
      await letters.remove(stored);
      expect(stateOf()).toBe('nobody');
    });

    it('ends after DOUBT_MS, counted from the first write', async () => {
      ledger.noteUnconfirmed(letter);
      await clock.advance(DOUBT_MS - 1);
      expect(stateOf()).toBe('unconfirmed');
      ledger.noteUnconfirmed(letter);
      await clock.advance(1);
      expect(stateOf()).toBe('nobody');
    });

    it('is forgotten, the oldest first, when there are too many', () => {
      const many = Array.from({ length: MAX_UNCONFIRMED + 1 }, (_, n) => letterOf({ eventId: `e${n}` }));
      for (const one of many) ledger.noteUnconfirmed(one);
      const found = many.filter((one) => stateOf(one.event) === 'unconfirmed');
      expect(found).toEqual(many.slice(1));
    });

    it('is forgotten, the oldest first, when they are too large', () => {
      const rawBody = 'x'.repeat(MAX_UNCONFIRMED_LENGTH / 2);
      const received = { contentType: null, remoteAddress: null, headers: {}, rawBody };
      const large = ['a', 'b', 'c'].map((eventId) => ({ ...letterOf({ eventId }), received }));
      for (const one of large) ledger.noteUnconfirmed(one);
      expect(large.map((one) => stateOf(one.event))).toEqual(['nobody', 'nobody', 'unconfirmed']);
      for (const one of large) ledger.noteStored(one.event);
      const [first] = large;
      ledger.noteUnconfirmed(first!);
      ledger.noteUnconfirmed(first!);
      expect(stateOf(first!.event)).toBe('unconfirmed');
    });
  });

  describe('recorded', () => {
    it('is what the catalog knows, and the record itself is read before it is believed', async () => {
      await letters.create(letter);
      expect(ledger.whoHas(event)).toEqual({ state: 'recorded' });
      expect(await ledger.readRecordOf(event)).toMatchObject({ traceId: letter.traceId });
      store.objects.clear();
      expect(stateOf()).toBe('recorded');
      expect(await ledger.readRecordOf(event)).toBeNull();
      expect(stateOf()).toBe('nobody');
    });

    it('is not believed of a record that is of another event, or that is done', async () => {
      const { stored } = await letters.create(letter);
      await letters.replace(stored, { ...letter, event: other });
      expect(await ledger.readRecordOf(event)).toBeNull();
      await begin();
      const done = await letters.create(letter);
      await letters.replace(done.stored, { ...letter, status: 'resolved' });
      expect([stateOf(), await ledger.readRecordOf(event)]).toEqual(['recorded', null]);
    });

    it.each([
      { status: 'discarded' as const },
      { status: 'resolved' as const, arrived: event, corrections: 1 },
    ])('is believed of a record about whose event a person has decided: $status', async (change) => {
      const { stored } = await letters.create(letter);
      await letters.replace(stored, { ...letter, ...change });
      expect(stateOf()).toBe('recorded');
      expect(await ledger.readRecordOf(event)).toMatchObject({
        traceId: letter.traceId,
        status: change.status,
      });
    });

    it('is an error where the store does not say', async () => {
      await letters.create(letter);
      store.interference = {
        before: () => {
          throw new StoreError('no', { outcomeUnknown: false, retryable: false });
        },
      };
      const asked = ledger.readRecordOf(event).catch((error: unknown) => error);
      await clock.advance(5_000);
      expect(await asked).toBeInstanceOf(StoreError);
      expect(store.objects.has(keyOfTraceId(letter.traceId))).toBe(true);
    });
  });
});
