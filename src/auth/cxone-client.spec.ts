import { afterEach, describe, expect, it } from 'vitest';
import { callIn, failureOf, startBareCxoneWorld, startCxoneWorld } from '../../test/support/cxone-world.js';
import type { CxoneWorld } from '../../test/support/cxone-world.js';
import { TOKEN_PATH } from '../../test/support/scripted-server.js';

const AMPLE_MS = 20_000;

describe('the client of CXone', () => {
  let world: CxoneWorld;

  afterEach(() => world.server.stop());

  const call = (timeMs?: number, signal?: AbortSignal) => callIn(world, timeMs, signal);

  /** Waits until the client has asked for the wait, and lets it pass. */
  async function pass(ms: number): Promise<void> {
    await expect.poll(() => world.clock.asked).toContain(ms);
    await world.clock.advance(ms);
  }

  it('sends the credentials as a URL-encoded form, and the token with the call', async () => {
    world = await startCxoneWorld(() => ({ text: 'fine' }));
    expect(await call()).toEqual({ status: 200, body: 'fine' });
    const [token, api] = world.server.requests;
    expect(token).toMatchObject({ method: 'POST', url: TOKEN_PATH });
    expect(token!.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(token!.body).toBe(
      'grant_type=client_credentials&client_id=client+id&client_secret=s3cret%26%3D%2B+%C3%BC' +
        '&scope=data-actions%3Aread+data-actions%3Awrite',
    );
    expect(api).toMatchObject({ method: 'GET', url: '/x', body: '' });
    expect(api!.headers.authorization).toBe('Bearer token-1');
  });

  it('has no more requests under way than CXone allows', async () => {
    world = await startCxoneWorld(() => ({}), { CXONE_MAX_IN_FLIGHT: '3' });
    await Promise.all(Array.from({ length: 20 }, () => call()));
    expect(world.server.to('/x')).toHaveLength(20);
    expect(world.server.connections).toBeLessThanOrEqual(3);
  });

  it('waits for a place until the attempt ends, and sends nothing where none becomes free', async () => {
    world = await startCxoneWorld(() => ({ hang: true }), { CXONE_MAX_IN_FLIGHT: '1' });
    const stop = new AbortController();
    const first = call(AMPLE_MS, stop.signal).catch((error: unknown) => String(error));
    await expect.poll(() => world.server.to('/x')).toHaveLength(1);
    const second = failureOf(call(1_000));
    await pass(950);
    expect(await second).toMatchObject({
      code: 'target_busy',
      message: 'no place at CXone became free in time; nothing was sent',
    });
    world.server.script = () => ({});
    const third = call();
    stop.abort(new Error('stopped'));
    expect(await first).toContain('stopped');
    expect((await third).status).toBe(200);
    expect(world.server.to('/x')).toHaveLength(2);
  });

  it('asks for one token for many calls at once', async () => {
    world = await startCxoneWorld(() => ({}));
    await Promise.all(Array.from({ length: 20 }, () => call()));
    expect(world.server.to(TOKEN_PATH)).toHaveLength(1);
    expect(world.server.to('/x')).toHaveLength(20);
  });

  it('throws the token away on a 401 and tries once more', async () => {
    world = await startCxoneWorld(({ headers }) => ({
      status: headers.authorization === 'Bearer token-1' ? 401 : 204,
    }));
    expect((await call()).status).toBe(204);
    expect((await call()).status).toBe(204);
    expect(world.server.to(TOKEN_PATH)).toHaveLength(2);
  });

  it('gives a second 401 back as the answer', async () => {
    world = await startCxoneWorld(() => ({ status: 401 }));
    expect((await call()).status).toBe(401);
    expect(world.server.to('/x')).toHaveLength(2);
  });

  it.each([
    ['seconds', () => '7'],
    ['a date', () => new Date(world.clock.now() + 7_000).toUTCString()],
  ])('waits what Retry-After asks in %s', async (_, header) => {
    world = await startCxoneWorld((_request, nth) =>
      nth === 1 ? { status: 429, headers: { 'Retry-After': header() } } : {},
    );
    const answer = call();
    await pass(7_000);
    expect((await answer).status).toBe(200);
  });

  it('waits 1, 2 and 4 seconds where CXone does not say, then gives up', async () => {
    world = await startCxoneWorld(() => ({ status: 503 }));
    const failed = failureOf(call());
    for (const ms of [1_000, 2_000, 4_000]) await pass(ms);
    expect(await failed).toMatchObject({ code: 'upstream_error', message: 'CXone answered HTTP 503' });
    expect(world.server.to('/x')).toHaveLength(4);
  });

  it.each([
    [429, '60', 'upstream_rate_limited', 60_000],
    [503, '20', 'upstream_error', 20_000],
    [429, '999999999', 'upstream_rate_limited', 3_600_000],
  ])('does not begin a wait that does not fit: %i, %s s', async (status, header, code, retryAfterMs) => {
    world = await startCxoneWorld(() => ({ status, headers: { 'Retry-After': header } }));
    expect(await failureOf(call(20_000))).toMatchObject({ code, retryAfterMs });
    expect(world.server.to('/x')).toHaveLength(1);
  });

  it('does not begin a wait of its own that does not fit', async () => {
    world = await startCxoneWorld(() => ({ status: 503 }));
    expect(await failureOf(call(900))).toMatchObject({ code: 'upstream_error', retryAfterMs: 1_000 });
  });

  it('waits for a busy token endpoint by the same rule', async () => {
    world = await startBareCxoneWorld(({ url }, nth) => {
      if (url !== TOKEN_PATH) return {};
      const busy = { status: 429, headers: { 'Retry-After': '3' } };
      return nth === 1 ? busy : { json: { access_token: 'a', expires_in: '3600' } };
    });
    const answer = call();
    await pass(3_000);
    expect((await answer).status).toBe(200);
    await world.clock.advance(3_600_000);
    world.server.script = () => ({ status: 429, headers: { 'Retry-After': '30' } });
    expect(await failureOf(call())).toMatchObject({ code: 'upstream_rate_limited', retryAfterMs: 30_000 });
  });

  it('ends a wait when the attempt is aborted', async () => {
    world = await startCxoneWorld(() => ({ status: 503 }));
    const controller = new AbortController();
    const answer = call(AMPLE_MS, controller.signal);
    await expect.poll(() => world.clock.asked).toContain(1_000);
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });

  it('ends a request when the attempt is aborted', async () => {
    world = await startCxoneWorld(() => ({ hang: true }));
    const controller = new AbortController();
    const answer = call(AMPLE_MS, controller.signal);
    await expect.poll(() => world.server.to('/x')).toHaveLength(1);
    controller.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
  });

  it('gives a request 15 s, and the one for a token 10 s', async () => {
    world = await startCxoneWorld(() => ({ hang: true }));
    const slow = failureOf(call());
    await expect.poll(() => world.server.to('/x')).toHaveLength(1);
    await world.clock.advance(15_000);
    expect(await slow).toMatchObject({
      code: 'upstream_timeout',
      message: expect.stringContaining('15000 ms'),
    });
    await world.clock.advance(3_600_000);
    world.server.script = () => ({ hang: true });
    const slowToken = failureOf(call());
    await expect.poll(() => world.server.to(TOKEN_PATH)).toHaveLength(2);
    await world.clock.advance(10_000);
    expect(await slowToken).toMatchObject({ message: expect.stringContaining('10000 ms') });
  });

  it('uses a token that does not tell its life for five minutes', async () => {
    world = await startBareCxoneWorld(({ url }) =>
      url === TOKEN_PATH ? { json: { access_token: 't', token_type: 'bearer' } } : {},
    );
    await call();
    await world.clock.advance(269_000);
    await call();
    expect(world.server.to(TOKEN_PATH)).toHaveLength(1);
    await world.clock.advance(2_000);
    await call();
    expect(world.server.to(TOKEN_PATH)).toHaveLength(2);
  });

  it('says what is missing where it is not configured', async () => {
    world = await startCxoneWorld(() => ({}), { CXONE_CLIENT_ID: '' });
    await expect(call()).rejects.toThrow(/CXONE_CLIENT_ID/);
  });
});
