import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { deliverBytes, refresh, type Answer } from '../support/http.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { startTestApp, type TestApp } from '../support/test-app.js';
import { anyDelivery } from './edge-bodies.js';

/** `npm run test:fuzz` asks for more. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);
/** Deliveries at once. */
const AT_ONCE = 20;
/** After so many rounds the store is emptied: what is left in memory then is the service's own. */
const EMPTIED_AFTER = 50;
const MAX_GROWTH_BYTES = 64 * 1_048_576;
const ANSWER_WITHIN_MS = 10_000;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe.each(['sync', 'store-first'])('the webhook, whatever comes, with INGEST_MODE=%s', (mode) => {
  let service: TestApp;
  let store: MemoryObjectStore;
  const seen = new Map<string, number>();

  beforeAll(async () => {
    store = new MemoryObjectStore(new SystemClock());
    service = await startTestApp({
      store,
      env: { INGEST_MODE: mode, CATALOG_POLL_MS: '3600000' },
      settings: {
        webhook: { dedupe: { windowMs: 600_000, max: 1_000 } },
      },
    });
  });

  afterAll(() => service.close());

  function check({ status, headers, text, body }: Answer): void {
    seen.set(`${status} ${body.code ?? ''}`, (seen.get(`${status} ${body.code ?? ''}`) ?? 0) + 1);
    expect(status).toBeLessThan(500);
    expect(headers.get('content-type')).toContain('json');
    expect(text).not.toMatch(/\n\s+at |node:internal|node_modules|\.[jt]s:\d+/);
    const problem = { status, code: expect.stringMatching(/^[a-z_]+$/) };
    expect(body).toMatchObject(status === 200 ? { status: 'accepted' } : problem);
  }

  async function empty(): Promise<void> {
    await expect
      .poll(async () => {
        store.objects.clear();
        store.calls.length = 0;
        service.log.lines.length = 0;
        await refresh(service.url);
        return store.records;
      })
      .toBe(0);
  }

  function heapUsed(): number {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  }

  it(
    'never answers 5xx, never hangs, shows no stack, and keeps no memory',
    { timeout: 60_000 + RUNS * 20 },
    async () => {
      let rounds = 0;
      let before: number | undefined;
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyDelivery, { minLength: AT_ONCE, maxLength: AT_ONCE }),
          async (deliveries) => {
            const answers = await Promise.all(
              deliveries.map(({ body, contentType }) =>
                deliverBytes(service.url, body, contentType, AbortSignal.timeout(ANSWER_WITHIN_MS)),
              ),
            );
            answers.forEach(check);
            if (++rounds % EMPTIED_AFTER === 0) {
              await empty();
              before ??= heapUsed();
            }
          },
        ),
        { numRuns: Math.ceil(RUNS / 2 / AT_ONCE), endOnFailure: false },
      );
      await empty();
      expect(heapUsed() - (before ?? Infinity)).toBeLessThan(MAX_GROWTH_BYTES);
      // It was no use if it never came past the first check.
      expect([...seen.keys()].toSorted()).toEqual([
        '200 ',
        '400 invalid_json',
        '400 not_an_event',
        '400 too_deep',
      ]);
    },
  );
});
