import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startFakeCxone,
  type FakeCxone,
  type FakeCxoneReport,
  type FakeCxoneWish,
} from '../../fake-cxone/server.mjs';
import { api, deliver } from '../support/http.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const EVENTS = 40;

describe('an outage of CXone', () => {
  let cxone: FakeCxone;
  let service: TestApp;

  beforeEach(async () => {
    cxone = await startFakeCxone();
    service = await startTestApp({
      env: {
        ...(await storeEnv()),
        CXONE_BASE_URL: cxone.url,
        CXONE_CLIENT_ID: 'fake-client',
        CXONE_CLIENT_SECRET: 'fake-secret',
        CXONE_VALIDATE_PATH: '/api/events/{event_id}/validate',
        CXONE_ACKNOWLEDGE_PATH: '/api/events/acknowledge',
        RETRY_BASE_DELAY_MS: '100',
        RETRY_MAX_DELAY_MS: '500',
        RETRY_MAX_ATTEMPTS: '1000',
        // The breaker opens in the outage. By default it lets a probe through after half a minute.
        BREAKER_OPEN_MS: '2000',
        RETRY_SWEEP_ENABLED: 'true',
        RETRY_SWEEP_CRON: '* * * * * *',
      },
    });
  });

  afterEach(async () => {
    await service.close();
    await cxone.stop();
  });

  async function control(wish: FakeCxoneWish): Promise<void> {
    await fetch(`${cxone.url}/_control`, { method: 'POST', body: JSON.stringify(wish) });
  }

  async function report(): Promise<FakeCxoneReport> {
    return (await fetch(`${cxone.url}/_control`)).json() as Promise<FakeCxoneReport>;
  }

  const deliverAll = (of = 'e') =>
    Promise.all(
      Array.from({ length: EVENTS }, (_, i) =>
        deliver(service.url, { event_id: `${of}${i}`, payload: { interaction_id: `i${i}` } }),
      ),
    );

  const left = async () => (await api(service.url, '/events?limit=100', undefined, 'GET')).body.items;

  it.each(['outage', 'unavailable', 'rate_limited'] as const)(
    'with CXone in %s: events pile up, and drain by themselves once it is back',
    async (mode) => {
      await control({ mode, retry_after: 1, token_ttl_s: 2 });
      const answers = await deliverAll();
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
      expect((await left()).length).toBeGreaterThan(0);
      const dead = answers.filter(({ body }) => body.trace_id).length;
      expect(dead).toBe(EVENTS);

      await control({ mode: 'ok' });
      await expect.poll(left, { timeout: 40_000, interval: 250 }).toEqual([]);
      // An event is acknowledged after its record has gone.
      const acknowledged = async () => (await report()).acknowledgements.map(({ event_id }) => event_id);
      await expect.poll(async () => (await acknowledged()).length).toBe(EVENTS);
      expect(new Set(await acknowledged()).size).toBe(EVENTS);
      const { token_requests_in_flight_max, answers: answered } = await report();
      expect(token_requests_in_flight_max).toBe(1);
      expect(answered['400'] ?? 0).toBe(0);
    },
    60_000,
  );

  it('gets a new token when all are revoked, and loses no event by it', async () => {
    await deliverAll();
    await control({ revoke_tokens: true });
    const answers = await deliverAll('f');
    expect(answers.map(({ text }) => text)).toEqual(answers.map(() => '{"status":"accepted"}'));
    const { tokens_issued, token_requests_in_flight_max } = await report();
    expect([tokens_issued, token_requests_in_flight_max]).toEqual([2, 1]);
  });
});
