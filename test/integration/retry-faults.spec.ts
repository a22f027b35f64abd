import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { BY_SOMEBODY } from '../support/somebody.js';
import { event, FAULTS, idOf, RetryWorld } from '../support/retry-world.js';

const config = loadConfig({});

describe('a retry with a fault at any call', () => {
  const points = FAULTS.flatMap((fault) =>
    [true, false].flatMap((passes) => [1, 2, 3, 4].map((nth) => [fault, nth, passes] as const)),
  );

  it.each(points)(
    '%s at call %i, passing: %s: nothing lost, nothing stuck, never two at once',
    async (fault, nth, passes) => {
      const world = new RetryWorld(passes);
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
      const world = new RetryWorld(passes);
      const key = await world.deadLetter();
      await world.retry('a', key);
      expect(world.store.calls.map(([call]) => call)).toEqual(['get', 'put', passes ? 'remove' : 'put']);
    }
  });

  it('counts a lost worker when its record is taken over', async () => {
    const world = new RetryWorld(false);
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
    const world = new RetryWorld(true);
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
    const world = new RetryWorld(false);
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
    const world = new RetryWorld(true);
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
    const world = new RetryWorld(true);
    const key = await world.deadLetter();
    const before = await world.read(key);
    const { ledger, retries } = await world.replica('a');
    const retry = () => world.ended(retries.retryByTraceId(idOf(key), BY_SOMEBODY));
    const endRun = ledger.begin(event, null);
    expect(await retry()).toBe('leased');
    expect(world.gate.passed).toBe(0);
    expect(await world.read(key)).toEqual(before);
    endRun?.();
    expect(await retry()).toBe('processed');
  });

  it('makes one attempt of many by two replicas at once', async () => {
    const world = new RetryWorld(true);
    const key = await world.deadLetter();
    const [a, b] = [await world.replica('a'), await world.replica('b')];
    const outcomes = Promise.all(
      [a, b, a, b].map(({ retries }) => retries.retryByTraceId(idOf(key), BY_SOMEBODY)),
    );
    await world.clock.advance(1_000);
    const kinds = (await outcomes).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'processed')).toHaveLength(1);
    expect([world.gate.passed, world.gate.mostAtOnce]).toEqual([1, 1]);
  });

  it('leaves a repair by hand alone that lands during the attempt', async () => {
    const world = new RetryWorld(true);
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
