import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../../test/support/memory-object-store.js';
import { TestClock } from '../../../test/support/test-clock.js';
import { NO_VERSIONS } from '../versions/object-versions.port.js';
import { StoreError } from '../store-error.js';
import { CallLimit, MIN_IN_FLIGHT } from './call-limit.js';
import { LimitedObjectStore } from './limited-object-store.js';

const slowDown = () =>
  new StoreError('SlowDown', { outcomeUnknown: false, retryable: true, overloaded: true });

describe('calls to a limited store', () => {
  let clock: TestClock;
  let inner: MemoryObjectStore;
  let store: LimitedObjectStore;
  let open: () => void;

  beforeEach(() => {
    clock = new TestClock();
    inner = new MemoryObjectStore(clock);
    store = new LimitedObjectStore(inner, { maxInFlight: 2, maxWaiting: 2, maxWaitMs: 500 }, clock);
    const held = new Promise<void>((resolve) => (open = resolve));
    inner.interference = { before: () => held };
  });

  const call = () => store.head('k').then(({ outcome }) => outcome, String);

  it('go at most so many at once; the next ones wait for their turn', async () => {
    const calls = [call(), call(), call(), call()];
    await clock.advance(0);
    expect(inner.calls).toHaveLength(2);
    open();
    expect(await Promise.all(calls)).toEqual(['missing', 'missing', 'missing', 'missing']);
  });

  it('count with those to earlier versions', async () => {
    const listed: string[] = [];
    const list = async (key: string) => {
      listed.push(key);
      return NO_VERSIONS.list(key);
    };
    const versions = { ...NO_VERSIONS, list };
    store = new LimitedObjectStore(
      Object.assign(inner, { versions }),
      { maxInFlight: 1, maxWaiting: 2, maxWaitMs: 500 },
      clock,
    );
    const [head, listing] = [call(), store.versions.list('k')];
    await clock.advance(0);
    expect(listed).toEqual([]);
    open();
    await head;
    expect(await listing).toMatchObject({ outcome: 'listed' });
    expect(listed).toEqual(['k']);
  });

  it('are turned away at once where too many wait', async () => {
    const calls = [call(), call(), call(), call()];
    await expect(store.head('k')).rejects.toMatchObject({ overloaded: true, outcomeUnknown: false });
    open();
    await Promise.all(calls);
    expect(await call()).toBe('missing');
  });

  it('are turned away when their turn does not come in time, with nothing sent', async () => {
    const running = [call(), call()];
    const late = store.put('k', Buffer.from('x'), { condition: 'absent', contentType: '', metadata: {} });
    late.catch(() => {});
    await clock.advance(500);
    await expect(late).rejects.toMatchObject({ overloaded: true, outcomeUnknown: false });
    open();
    await Promise.all(running);
    expect(inner.objects.size).toBe(0);
    expect(await call()).toBe('missing');
  });

  it('give their place in the queue up when they are aborted', async () => {
    const running = [call(), call()];
    const controller = new AbortController();
    const aborted = store.head('k', { signal: controller.signal });
    aborted.catch(() => {});
    await clock.advance(0);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ name: 'StoreError' });
    const next = [call(), call()];
    open();
    expect(await Promise.all([...running, ...next])).toHaveLength(4);
    expect(inner.calls).toHaveLength(4);
  });
});

describe('the limit of calls', () => {
  const limit = (maxInFlight: number) => new CallLimit({ maxInFlight, maxWaiting: 0 });

  /** Runs calls at once; whether each is refused. @returns the limit after each of them */
  function run(of: CallLimit, ...refusals: boolean[]): number[] {
    const epochs = refusals.map(() => of.enter() as number);
    return refusals.map((refused, i) => {
      of.exit(epochs[i]!, refused);
      return of.current;
    });
  }

  it('halves when the store asks for less, once for what was under way, and not for ever', () => {
    const it = limit(64);
    expect(run(it, true, true, true)).toEqual([32, 32, 32]);
    expect(run(it, true)).toEqual([16]);
    for (let i = 0; i < 10; i++) run(it, true);
    expect(it.current).toBe(MIN_IN_FLIGHT);
    expect(limit(1).current).toBe(1);
  });

  it('grows again by what succeeds, up to where it began', () => {
    const it = limit(8);
    run(it, true);
    expect(Array.from({ length: 6 }, () => run(it, false)[0])).toEqual([5, 6, 7, 8, 8, 8]);
  });

  it('sheds a storm: a store that refuses what is over its own limit is soon asked for no more', async () => {
    const clock = new TestClock();
    const inner = new MemoryObjectStore(clock);
    let atOnce = 0;
    let refused = 0;
    inner.interference = {
      before: async () => {
        if (++atOnce > 10) {
          atOnce--;
          refused++;
          throw slowDown();
        }
        await new Promise<void>((resolve) => clock.after(10, resolve));
        atOnce--;
      },
    };
    const store = new LimitedObjectStore(
      inner,
      { maxInFlight: 64, maxWaiting: 1_000, maxWaitMs: 1e6 },
      clock,
    );
    const calls = Array.from({ length: 500 }, () => store.head('k').catch(() => null));
    await clock.advance(1e6);
    await Promise.all(calls);
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(250);
  });
});
