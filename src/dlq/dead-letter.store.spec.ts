import { beforeEach, describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { DeadLetterStore, type StoredLetter } from './dead-letter.store.js';
import { StoreError } from '../store/store-error.js';

const budget = { totalMs: 5_000, pauseMs: 100 };
const denied = () =>
  new StoreError('S3 answered 403 AccessDenied', { outcomeUnknown: false, retryable: false });

describe('the store of dead letters', () => {
  let clock: TestClock;
  let objects: MemoryObjectStore;
  let letters: DeadLetterStore;
  const letter = letterOf();
  const key = keyOfTraceId(letter.traceId);

  beforeEach(() => {
    clock = new TestClock();
    objects = new MemoryObjectStore(clock);
    let writes = 0;
    letters = new DeadLetterStore(objects, clock, budget, () => `w${writes++}`);
  });

  async function ended<T>(call: Promise<T>): Promise<T | StoreError> {
    const result = call.catch((error: unknown) => error as StoreError);
    await clock.advance(20_000);
    return result;
  }

  async function stored(from: DeadLetter = letter): Promise<StoredLetter> {
    const result = await letters.create(from);
    expect(result.outcome).toBe('stored');
    return result.stored;
  }

  const leased = () => stored({ ...letter, lease: { claimId: 'c', owner: 'r', ttlMs: 50_000 } });

  it('says that a record exists only with the record in its hands', async () => {
    await stored();
    expect(await letters.create(letter)).toMatchObject({
      outcome: 'exists',
      stored: { key, letter: { traceId: letter.traceId } },
    });
  });

  it('does not take an object that is no record for the event it was to keep', async () => {
    await objects.put(key, Buffer.from('no record'), { condition: 'none', contentType: '', metadata: {} });
    expect(await ended(letters.create(letter))).toMatchObject({ name: 'StoreError', outcomeUnknown: false });
  });

  it.each([
    ['refused for good', denied],
    [
      'turned away',
      () => new StoreError('SlowDown', { outcomeUnknown: false, retryable: true, overloaded: true }),
    ],
    ['answered 500', () => new StoreError('S3 answered 500', { outcomeUnknown: true, retryable: true })],
  ])('counts a record as deleted for everybody even if its deletion is %s', async (_, failure) => {
    const stored = await leased();
    objects.interference = {
      before: (call) => {
        if (call === 'remove') throw failure();
      },
    };
    expect(await ended(letters.remove(stored))).toBe('removed');
    objects.interference = {};
    expect(await letters.read(key)).toMatchObject({ decoded: { letter: { status: 'deleted' } } });
  });

  it('deletes after one refusal, and leaves no mark', async () => {
    const stored = await leased();
    let refusals = 0;
    objects.interference = {
      before: (call) => {
        if (call === 'remove' && refusals++ === 0) throw denied();
      },
    };
    expect(await ended(letters.remove(stored))).toBe('removed');
    expect(objects.objects.size).toBe(0);
  });

  it('counts a record as deleted whose deletion was done but answered as refused', async () => {
    const stored = await leased();
    const remove = objects.remove.bind(objects);
    objects.remove = async (...call) => {
      await remove(...call);
      throw denied();
    };
    expect(await ended(letters.remove(stored))).toBe('removed');
  });

  it('settles under a lease whatever the store answers at first', async () => {
    const stored = await leased();
    let refusals = 0;
    objects.interference = {
      before: (call) => {
        if (call === 'put' && refusals++ < 3) throw denied();
      },
    };
    expect(await ended(letters.replace(stored, { ...letter, retryCount: 1 }))).toMatchObject({
      outcome: 'stored',
    });
  });

  describe('reading', () => {
    /** Readings as they come, the last one again and again. */
    function answers(...bodies: string[]): void {
      const get = objects.get.bind(objects);
      let reading = 0;
      objects.get = async (of) => {
        const result = await get(of);
        const body = bodies[Math.min(reading++, bodies.length - 1)]!;
        if (result.outcome === 'missing' || body === 'sound') return result;
        return { outcome: 'found', object: { ...result.object, bytes: Buffer.from(body) } };
      };
    }

    it('believes a damaged body only when it comes twice', async () => {
      await stored();
      answers('{"cut', 'sound');
      expect(await ended(letters.read(key))).toMatchObject({ decoded: { kind: 'record' } });
      answers('{"cut');
      expect(await ended(letters.read(key))).toMatchObject({ decoded: { kind: 'corrupt' } });
    });

    it('takes a body that is another at each reading for a fault of the store', async () => {
      await stored();
      answers(...Array.from({ length: 100 }, (_, i) => 'x'.repeat(i)));
      expect(await ended(letters.read(key))).toMatchObject({ name: 'StoreError', retryable: true });
    });

    it('reports records that the store lists but does not return, with the reason', async () => {
      await stored();
      objects.interference = {
        before: (call) => {
          if (call === 'get') throw denied();
        },
      };
      expect(await ended(letters.read(key))).toEqual({
        outcome: 'unreadable',
        key,
        reason: 'S3 answered 403 AccessDenied',
      });
    });

    it('believes a refusal only when it comes twice', async () => {
      await stored();
      let refusals = 0;
      objects.interference = {
        before: (call) => {
          if (call === 'get' && refusals++ === 0) throw denied();
        },
      };
      expect(await ended(letters.read(key))).toMatchObject({ decoded: { kind: 'record' } });
    });

    it('blames the store, and no record, where everything is refused', async () => {
      await stored();
      objects.interference = {
        before: () => {
          throw denied();
        },
      };
      expect(await ended(letters.read(key))).toMatchObject({ name: 'StoreError' });
    });
  });
});
