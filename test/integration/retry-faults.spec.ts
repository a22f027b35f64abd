import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { DeadLetterStore, type Held } from '../../src/dlq/dead-letter.store.js';
import { StoreError } from '../../src/store/store-error.js';
import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import type { Failure } from '../../src/domain/letter/failure.js';
import { firstFailure } from '../../src/domain/letter/lifecycle.js';
import { keyOfTraceId, traceIdOfKey } from '../../src/domain/letter/trace-id.js';
import type { CxoneAcknowledger } from '../../src/processing/cxone-acknowledger.js';
import type { ProcessingService } from '../../src/processing/processing.service.js';
import { Catalog } from '../../src/catalog/catalog.js';
import type { RetryService } from '../../src/retry/retry.service.js';
import { Shutdown } from '../../src/runtime/shutdown.js';
import { attemptClasses, retryClasses } from '../support/attempt-classes.js';
import { eventOf } from '../support/event-of.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';

const config = loadConfig({});
const policy = config.retry;
const event = eventOf('{"event_id":"e"}');
const failure: Failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true };

class Died extends Error {}

/** What befalls the n-th call to the store. */
type Fault = 'refused' | 'lost' | 'hang' | 'died before' | 'died after';
const FAULTS: Fault[] = ['refused', 'lost', 'hang', 'died before', 'died after'];

class World {
  readonly clock = new TestClock();
  readonly store = new MemoryObjectStore(this.clock);
  readonly letters = new DeadLetterStore(this.store, this.clock, { totalMs: 5_000, pauseMs: 100 }, () =>
    String(this.ids++),
  );
  running = 0;
  mostAtOnce = 0;
  passed = 0;
  /** The event has come in again, and is being processed. */
  inWebhook = false;
  /** For each acknowledgement, the records that were left then. */
  readonly acknowledged: number[] = [];
  private ids = 0;

  constructor(private passes: boolean) {}

  replica(name: string): RetryService {
    const processing = {
      reserve: async () => ({ kind: 'reserved', named: undefined, release: () => {} }),
      process: async () => {
        this.mostAtOnce = Math.max(this.mostAtOnce, ++this.running);
        // Gives way, so that another attempt that was let in would be seen.
        await new Promise((resolve) => setImmediate(resolve));
        this.running--;
        if (this.passes) this.passed++;
        return { processor: 'P', failure: this.passes ? null : failure };
      },
    } as unknown as ProcessingService;
    const newId = () => `c${this.ids++}`;
    const log = new MemoryLog();
    const acknowledger = {
      acknowledge: async () => void this.acknowledged.push(this.store.objects.size),
    } as unknown as CxoneAcknowledger;
    const classes = attemptClasses({
      letters: this.letters,
      catalog: new Catalog(config, this.clock),
      processing,
      shutdown: new Shutdown(),
      config,
      clock: this.clock,
      random: () => 0,
      newId,
      name,
      log,
    });
    if (this.inWebhook) classes.ledger.begin(event, null);
    return retryClasses(classes, acknowledger).retries;
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
    this.passes = passes;
  }
}

async function run(world: World, attempt: Promise<{ kind: string }>): Promise<string> {
  const ended = attempt.then(
    ({ kind }) => kind,
    (error: unknown) =>
      error instanceof Died || error instanceof StoreError ? 'error' : Promise.reject(error),
  );
  await world.clock.advance(30_000);
  return ended;
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
      const outcome = await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'));

      // Nothing is lost: gone only after it was processed.
      const left = world.store.objects.has(key);
      expect(left || world.passed > 0).toBe(true);
      expect(left && outcome === 'processed').toBe(false);
      expect(world.acknowledged).toEqual(outcome === 'processed' ? [0] : []);

      // Nothing is stuck: once the lease has run out, another replica takes it over.
      world.mend(true);
      await world.clock.advance(60_000);
      const after = await run(world, world.replica('b').retryByTraceId(idOf(key), 'manual'));
      expect(after).toBe(left ? 'processed' : 'gone');
      expect(world.store.objects.size).toBe(0);
      expect(world.mostAtOnce).toBe(1);
    },
  );

  it('costs three calls, passing or not', async () => {
    for (const passes of [true, false]) {
      const world = new World(passes);
      const key = await world.deadLetter();
      await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'));
      expect(world.store.calls.map(([call]) => call)).toEqual(['get', 'put', passes ? 'remove' : 'put']);
    }
  });

  it('counts a lost worker when its record is taken over', async () => {
    const world = new World(false);
    const key = await world.deadLetter();
    world.strike(3, 'died before');
    await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'));
    world.mend(false);
    expect(await run(world, world.replica('b').retryByTraceId(idOf(key), 'manual'))).toBe('leased');
    await world.clock.advance(60_000);
    await run(world, world.replica('b').retryByTraceId(idOf(key), 'manual'));
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
    const sweep = () => run(world, world.replica('a').retryDue(key));
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
    expect(world.passed).toBe(1);
  });

  it('parks an event that has killed its worker too often, without another attempt', async () => {
    const world = new World(false);
    const key = await world.deadLetter();
    let outcome = '';
    let kills = 0;
    while (outcome !== 'not_due') {
      world.strike(3, 'died before');
      outcome = await run(world, world.replica('a').retryDue(key));
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
    expect(await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'))).toBe('leased');
    expect([world.passed, (await world.read(key)).lease]).toEqual([0, null]);
  });

  it('leaves an event alone that is in the webhook of the same replica', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    const before = await world.read(key);
    world.inWebhook = true;
    expect(await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'))).toBe('leased');
    expect(world.passed).toBe(0);
    expect(await world.read(key)).toEqual(before);
    world.inWebhook = false;
    expect(await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'))).toBe('processed');
  });

  it('makes one attempt of many by two replicas at once', async () => {
    const world = new World(true);
    const key = await world.deadLetter();
    const [a, b] = [world.replica('a'), world.replica('b')];
    const outcomes = Promise.all([a, b, a, b].map((replica) => replica.retryByTraceId(idOf(key), 'manual')));
    await world.clock.advance(1_000);
    const kinds = (await outcomes).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1);
    expect([world.passed, world.mostAtOnce]).toEqual([1, 1]);
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
    expect(await run(world, world.replica('a').retryByTraceId(idOf(key), 'manual'))).toBe('failed');
    expect(Buffer.from(world.store.objects.get(key)!.bytes).toString()).toBe('repaired');
    expect(world.acknowledged).toEqual([]);
  });
});
