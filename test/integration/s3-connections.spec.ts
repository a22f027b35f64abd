import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3ObjectStore, type S3StoreConfig } from '../../src/store/s3/s3-object-store.js';
import { HandClock } from '../support/hand-clock.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

/** Longer than a busy machine takes. */
const WITHIN = { timeout: 10_000 };

describe('the connections of S3ObjectStore', () => {
  const bytes = Buffer.from('body');
  let server: S3Server;
  let clock: HandClock;
  let opened: S3ObjectStore[];

  beforeEach(async () => {
    clock = new HandClock();
    server = await startS3Server();
    opened = [];
  });
  afterEach(async () => {
    await Promise.all(opened.map((store) => store.close()));
    await server.stop();
  });

  function open(config: Partial<S3StoreConfig> = {}): S3ObjectStore {
    const store = new S3ObjectStore({ ...server.connection, bucket: server.bucket, ...config }, clock);
    opened.push(store);
    return store;
  }

  const put = (store: S3ObjectStore, key: string, signal?: AbortSignal) =>
    store.put(key, bytes, { condition: 'absent', contentType: 'text/plain', metadata: {}, signal });

  const outcome = (call: Promise<{ outcome: string }>) => call.then((result) => result.outcome);

  it('are used again, whatever the call and its answer', async () => {
    const store = open();
    for (const key of ['a', 'b', 'c']) {
      const stored = await put(store, key);
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      expect(await outcome(put(store, key))).toBe('conflict');
      expect(await outcome(store.get(key))).toBe('found');
      expect(await outcome(store.head(key))).toBe('found');
      expect(await outcome(store.head(`no ${key}`))).toBe('missing');
      expect((await store.list({ prefix: key, limit: 1 })).entries).toHaveLength(1);
      expect(await outcome(store.remove(key, { ifMatch: stored.etag }))).toBe('removed');
    }
    // undici opens a second one where a call follows before the first has noticed that it is free.
    expect(server.connections.made).toBeLessThanOrEqual(2);
  });

  it('are no more than maxSockets, and what exceeds them waits', async () => {
    const store = open({ maxSockets: 3 });
    const keys = Array.from({ length: 40 }, (_, i) => `key-${i}`);
    const outcomes = await Promise.all(keys.map((key) => outcome(put(store, key))));
    expect(outcomes).toEqual(keys.map(() => 'stored'));
    expect(server.connections.made).toBe(3);
  });

  it('have a line of at most maxWaiting before them; what is beyond is refused as overload', async () => {
    server.setFault(() => 'hang');
    const store = open({ maxSockets: 2, maxWaiting: 3 });
    const calls = [1, 2, 3, 4, 5].map((i) => put(store, `key-${i}`).catch((error: unknown) => error));
    await expect.poll(() => server.requests.PUT, WITHIN).toBe(2);
    const refused = put(store, 'one too many');
    await expect(refused).rejects.toMatchObject({ overloaded: true, outcomeUnknown: false, retryable: true });
    clock.expire();
    const unknown = (await Promise.all(calls)).map(
      (error) => (error as { outcomeUnknown: boolean }).outcomeUnknown,
    );
    expect(unknown).toEqual([true, true, false, false, false]);
  });

  it('never carry what was given up while it waited', async () => {
    const store = open({ maxSockets: 1, maxWaiting: 1 });
    server.failNext(1, 'hang');
    const [first, waiting] = [new AbortController(), new AbortController()];
    const begun = put(store, 'first', first.signal).catch((error: unknown) => error);
    await expect.poll(() => server.requests.PUT, WITHIN).toBe(1);
    const givenUp = put(store, 'waiting', waiting.signal).catch((error: unknown) => error);
    await expect(put(store, 'refused')).rejects.toMatchObject({ overloaded: true });
    waiting.abort();
    expect(await givenUp).toMatchObject({ outcomeUnknown: false });
    // Its place is free again, for one.
    const last = outcome(put(store, 'last'));
    await expect(put(store, 'refused too')).rejects.toMatchObject({ overloaded: true });
    first.abort();
    expect(await begun).toMatchObject({ outcomeUnknown: true });
    expect(await last).toBe('stored');
    expect([...server.objects.keys()]).toEqual(['last']);
    expect(server.requests.PUT).toBe(2);
  });

  it('are given up with the call they carry, so that the next one has a socket', async () => {
    const store = open({ maxSockets: 1 });
    server.failNext(1, 'hang');
    const controller = new AbortController();
    const call = put(store, 'hangs', controller.signal);
    await expect.poll(() => server.requests.PUT, WITHIN).toBe(1);
    const [socket] = server.connections.open;
    const closed = once(socket!, 'close');
    controller.abort();
    await expect(call).rejects.toMatchObject({ outcomeUnknown: true });
    await closed;
    expect(await outcome(put(store, 'next'))).toBe('stored');
    expect(server.connections.made).toBe(2);
  });

  it.each(['reset', 'closed'] as const)('leave no doubt when an idle one is %s', async (how) => {
    const store = open({ maxSockets: 1 });
    for (let round = 1; round <= 20; round++) {
      await put(store, `${how}-${round}`);
      const before = server.requests.PUT ?? 0;
      for (const socket of server.connections.open) {
        if (how === 'reset') socket.resetAndDestroy();
        else socket.end();
      }
      // In the same turn: the store cannot have seen yet what became of its connection.
      const next = await put(store, `${how}-${round}-next`).catch((error: unknown) => error);
      const sent = server.requests.PUT === before + 1;
      const known = sent ? { outcome: 'stored' } : { outcomeUnknown: false, retryable: true };
      expect(next).toMatchObject(known);
    }
  });

  it('carry a request once: one whose answer is lost is not sent again', async () => {
    const store = open({ maxSockets: 1 });
    await put(store, 'before');
    server.failNext(1, 'lostAnswer');
    await expect(put(store, 'lost')).rejects.toMatchObject({ outcomeUnknown: true, retryable: true });
    expect(await outcome(store.get('lost'))).toBe('found');
    expect(server.requests).toEqual({ PUT: 2, GET: 1 });
  });

  it('are closed when a burst is over and they stay idle', async () => {
    const store = open();
    const keys = Array.from({ length: 20 }, (_, i) => `key-${i}`);
    await Promise.all(keys.map((key) => put(store, key)));
    expect(server.connections.open.size).toBeGreaterThan(1);
    await expect.poll(() => server.connections.open.size, { timeout: 18_000, interval: 100 }).toBe(0);
    expect(await outcome(store.get(keys[0]!))).toBe('found');
  });

  it('are broken when the store is closed, and so is the line', async () => {
    server.setFault(() => 'hang');
    const store = open({ maxSockets: 1 });
    const settled = Promise.allSettled([put(store, 'under way'), put(store, 'waiting')]);
    await expect.poll(() => server.requests.PUT, WITHIN).toBe(1);
    await store.close();
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { outcomeUnknown: true } },
      { status: 'rejected', reason: { outcomeUnknown: false } },
    ]);
    await expect(put(store, 'late')).rejects.toMatchObject({ name: 'StoreError', outcomeUnknown: false });
    await expect.poll(() => server.connections.open.size, WITHIN).toBe(0);
  });
});
