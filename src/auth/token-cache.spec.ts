import { beforeEach, describe, expect, it } from 'vitest';
import { TestClock } from '../../test/support/test-clock.js';
import { TokenCache } from './token-cache.js';
import type { IssuedToken } from './token-client.js';

const HOUR = 3_600_000;

describe('the token cache', () => {
  let clock: TestClock;
  let cache: TokenCache;
  let asked: Array<Asked>;

  interface Asked {
    resolve: (issued: IssuedToken) => void;
    reject: (error: Error) => void;
  }

  beforeEach(() => {
    clock = new TestClock();
    asked = [];
    cache = new TokenCache(() => new Promise((resolve, reject) => asked.push({ resolve, reject })), clock);
  });

  function issue(token: string, lifeMs = HOUR): void {
    asked.at(-1)!.resolve({ token, expiresAt: clock.now() + lifeMs });
  }

  async function get(token: string, lifeMs?: number): Promise<string> {
    const got = cache.get();
    issue(token, lifeMs);
    return got;
  }

  it('makes one request of many callers at once, and keeps its token', async () => {
    const callers = Array.from({ length: 50 }, () => cache.get());
    issue('a');
    expect(new Set(await Promise.all(callers))).toEqual(new Set(['a']));
    expect(await cache.get()).toBe('a');
    expect(asked).toHaveLength(1);
  });

  it('asks again from 30 s before the token expires', async () => {
    await get('a');
    await clock.advance(HOUR - 30_001);
    expect(await cache.get()).toBe('a');
    await clock.advance(1);
    expect(await get('b')).toBe('b');
    expect(asked).toHaveLength(2);
  });

  it('uses a token that does not live 30 s for half its life', async () => {
    expect(await get('a', 20_000)).toBe('a');
    await clock.advance(9_999);
    expect(await cache.get()).toBe('a');
    await clock.advance(1);
    expect(await get('b')).toBe('b');
  });

  it('throws away the very token that was refused, and no newer one', async () => {
    await get('a');
    cache.invalidate('a');
    expect(await get('b')).toBe('b');
    cache.invalidate('a');
    expect(await cache.get()).toBe('b');
    expect(asked).toHaveLength(2);
  });

  it('tells all who wait of a failure, and does not keep it', async () => {
    const callers = [cache.get(), cache.get()];
    asked[0]!.reject(new Error('down'));
    expect((await Promise.allSettled(callers)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await get('a')).toBe('a');
  });

  it('lets one caller stop waiting while the others go on', async () => {
    const controller = new AbortController();
    const [leaving, staying] = [cache.get(controller.signal), cache.get()];
    controller.abort(new Error('no time left'));
    await expect(leaving).rejects.toThrow('no time left');
    issue('a');
    expect(await staying).toBe('a');
    expect(asked).toHaveLength(1);
    await expect(cache.get(controller.signal)).rejects.toThrow('no time left');
  });

  it('leaves no rejection unhandled when everybody has stopped waiting', async () => {
    const controller = new AbortController();
    const leaving = cache.get(controller.signal);
    controller.abort(new Error('no time left'));
    await expect(leaving).rejects.toThrow('no time left');
    asked[0]!.reject(new Error('down'));
    await clock.advance(1);
    expect(await get('a')).toBe('a');
  });
});
