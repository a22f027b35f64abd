import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { DeadLetterStore, type Held } from '../../src/dlq/dead-letter.store.js';
import { StoreError } from '../../src/store/store-error.js';
import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId, traceIdOfKey } from '../../src/domain/letter/trace-id.js';
import type { Core } from '../support/core.js';
import { startCoreWorld } from '../support/core-world.js';
import { eventOf } from '../support/event-of.js';
import { GateProcessor } from '../support/gate-processor.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

const config = loadConfig({});
const policy = config.retry;
const BUDGET = { totalMs: 5_000, pauseMs: 100 };
const event = eventOf('{"event_id":"e"}');
const failure: Failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true };

class Died extends Error {}

/** What befalls the n-th call to the store. */
type Fault = 'refused' | 'lost' | 'hang' | 'died before' | 'died after';
const FAULTS: Fault[] = ['refused', 'lost', 'hang', 'died before', 'died after'];

class World {
  readonly clock = new TestClock();
  readonly store = new MemoryObjectStore(this.clock);
  readonly gate = new GateProcessor();
  /** For each acknowledgement, the records that were left then. */
  readonly acknowledged: number[] = [];
  /** Of whoever looks at the store from outside. */
  private readonly letters = new DeadLetterStore(this.store, this.clock, BUDGET, () => `w${this.writes++}`);
  private writes = 0;

  constructor(passes: boolean) {
    this.mend(passes);
  }

  replica(name: string): Promise<Core> {
    const acknowledge = async () => void this.acknowledged.push(this.store.objects.size);
    return startCoreWorld({ name, clock: this.clock, store: this.store, gate: this.gate, acknowledge });
  }

  /** A person's retry by a replica that has just started. @returns how it ended */
  async retry(name: string, key: string): Promise<string> {
    const { retries } = await this.replica(name);
    return this.ended(retries.retryByTraceId(idOf(key), 'manual'));
  }

  /** How an attempt ended. A fault ends as `error`. */
  async ended(attempt: Promise<{ kind: string }>): Promise<string> {
    const end = attempt.then(
      ({ kind }) => kind,
      (error: unknown) =>
        error instanceof Died || error instanceof StoreError ? 'error' : Promise.reject(error),
    );
    await this.clock.advance(30_000);
    return end;
  }

  async deadLetter(): Promise<string> {
    const report = { startedAt: 0, processor: null, by: 'r', received: null };
    const at = { now: this.clock.now(), random: 0, policy };
    const letter = firstFailure(event, failure, report, at);
    await this.letters.create(letter);
    this.store.calls.length = 0;
    return keyOfTraceId(letter.traceId);
  }

  async read(key: string): Promise<DeadLetter> {
    return (await this.held(key)).letter;
  }

  async change(key: string, change: (letter: DeadLetter) => DeadLetter): Promise<void> {
    const held = await this.held(key);
    await this.letters.replace(held, change(held.letter));
  }

  private async held(key: string): Promise<Held> {
    const read = await this.letters.read(key);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') throw new Error('gone');
    const { etag, wallAhead } = read;
    return { key, etag, wallAhead, letter: read.decoded.letter };
  }

  strike(nth: number, fault: Fault): void {
    let calls = 0;
    let alive = true;
    const fail = (kinds: Fault[]) => {
      if (!alive) throw new Died();
      if (calls !== nth || !kinds.includes(fault)) return undefined;
      if (fault === 'hang') return new Promise<void>(() => {});
      if (fault === 'refused') throw new StoreError('refused', { outcomeUnknown: false, retryable: true });
      if (fault === 'lost') throw new StoreError('lost', { outcomeUnknown: true, retryable: true });
      alive = false;
      throw new Died();
    };
    this.store.interference = {
      before: () => {
        calls++;
        return fail(['refused', 'hang', 'died before']);
      },
      after: () => fail(['lost', 'died after']),
    };
  }

  mend(passes: boolean): void {
    this.store.interference = {};
    this.gate.verdict = passes ? 'pass' : 'transient';
  }
}

const idOf = (key: string) => traceIdOfKey(key)!;

describe('a retry with a fault at any call', () => {
  const points = FAULTS.flatMap((fault) =>
    [true, false].flatMap((passes) => [1, 2, 3, 4].map((nth) => [fault, nth, passes] as const)),
  );

  it.each(points)(
    '%s at call %i, passing: %s: nothing lost, nothing stuck, never two at once',
    async (fault, nth, passes) => {
      const world = new World(passes);
      const key = await world.deadLetter();
      world.strike(nth, fault);
      const outcome = await world.retry('a', key);

      // Nothing is lost: gone only after it was processed.
      const left = world.store.objects.has(key);
      expect(left || world.gate.passed > 0).toBe(true);
      expect(left && outcome === 'processed').toBe(false);
      expect(world.acknowledged).toEqual(outcome === 'processed' ? [0] : []);

      // Nothing is stuck: once the lease has run out, another replica takes it over.
      world.mend(true);
      await world.clock.advance(60_000);
      const after = await world.retry('b', key);
      expect(after).toBe(left ? 'processed' : 'gone');
      expect(world.store.objects.size).toBe(0);
      expect(world.gate.mostAtOnce).toBe(1);
    },
  );

  it('costs three calls, passing or not', async () => {
    for (const passes of [true, false]) {
      const world = new World(passes);
      const key = await world.deadLetter();
      await world.retry('a', key);
      expect(world.store.calls.map(([call]) => call)).toEqual(['get', 'put', passes ? 'remove' : 'put']);
    }
  });

  it('counts a lost worker when its record is taken over', async () => {
    const world = new World(false);
    const key = await world.deadLetter();
    world.strike(3, 'died before');
    await world.retry('a', key);
    world.mend(false);
    expect(await world.retry('b', key)).toBe('leased');
    await world.clock.advance(60_000);
    await world.retry('b', key);
    const letter = await world.read(key);
    expect(letter.retryCount).toBe(2);
    expect(letter.attempts.map(({ errorCode }) => errorCode)).toEqual([
      'upstream_error',
      'worker_lost',
      'upstream_error',
    ]);
  });

  it('retries nothing by schedule before its time, and nothing that waits for a person', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    const { retries } = await world.replica('a');
    const sweep = () => world.ended(retries.retryDue(key));
    await world.change(key, (letter) => ({ ...letter, status: 'parked', nextRetryAt: null }));
    expect(await sweep()).toBe('not_due');
    await world.change(key, (letter) => ({
      ...letter,
      status: 'pending',
      nextRetryAt: world.clock.now() + 1_000,
    }));
    expect(await sweep()).toBe('not_due');
    await world.clock.advance(1_000);
    expect(await sweep()).toBe('processed');
    expect(world.gate.passed).toBe(1);
  });

  it('parks an event that has killed its worker too often, without another attempt', async () => {
    const world = new World(false);
    const key = await world.deadLetter();
    let outcome = '';
    let kills = 0;
    while (outcome !== 'not_due') {
      world.strike(3, 'died before');
      const { retries } = await world.replica('a');
      outcome = await world.ended(retries.retryDue(key));
      if (outcome === 'error') kills++;
      await world.clock.advance(3_600_000);
    }
    expect(kills).toBe(config.retry.maxAttempts);
    world.mend(false);
    const letter = await world.read(key);
    expect(letter).toMatchObject({
      status: 'parked',
      retryCount: kills,
      errorCode: 'worker_lost',
      lease: null,
    });
    expect(letter.attempts.slice(1).every(({ errorCode }) => errorCode === 'worker_lost')).toBe(true);
  });

  it('begins nothing when it stood still after its claim for longer than an attempt may take', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    world.store.interference = {
      after: (call) => {
        if (call !== 'put') return;
        world.store.interference = {};
        world.clock.jump(config.retry.attemptTimeoutMs);
      },
    };
    expect(await world.retry('a', key)).toBe('leased');
    expect([world.gate.passed, (await world.read(key)).lease]).toEqual([0, null]);
  });

  it('leaves an event alone that is in the webhook of the same replica', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    const before = await world.read(key);
    const { ledger, retries } = await world.replica('a');
    const retry = () => world.ended(retries.retryByTraceId(idOf(key), 'manual'));
    const endRun = ledger.begin(event, null);
    expect(await retry()).toBe('leased');
    expect(world.gate.passed).toBe(0);
    expect(await world.read(key)).toEqual(before);
    endRun?.();
    expect(await retry()).toBe('processed');
  });

  it('makes one attempt of many by two replicas at once', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    const [a, b] = [await world.replica('a'), await world.replica('b')];
    const outcomes = Promise.all(
      [a, b, a, b].map(({ retries }) => retries.retryByTraceId(idOf(key), 'manual')),
    );
    await world.clock.advance(1_000);
    const kinds = (await outcomes).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1);
    expect([world.gate.passed, world.gate.mostAtOnce]).toEqual([1, 1]);
  });

  it('leaves a repair by hand alone that lands during the attempt', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    world.store.interference = {
      before: async (call) => {
        if (call !== 'remove') return;
        world.store.interference = {};
        const { etag } = world.store.objects.get(key)!;
        await world.store.put(key, Buffer.from('repaired'), {
          condition: { ifMatch: etag },
          contentType: 'application/json',
          metadata: {},
        });
      },
    };
    expect(await world.retry('a', key)).toBe('failed');
    expect(Buffer.from(world.store.objects.get(key)!.bytes).toString()).toBe('repaired');
    expect(world.acknowledged).toEqual([]);
  });
});
