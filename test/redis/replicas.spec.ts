import { afterEach, describe, expect, it } from 'vitest';
import { forEachAtMost } from '../../src/runtime/for-each.js';
import { send } from '../support/http.js';
import { Fleet } from './fleet/fleet.js';
import type { Delivery } from './fleet/target.js';

const EVENTS = Number(process.env.REPLICAS_EVENTS ?? 240);
const AMPLE_MS = 120_000 + EVENTS * 100;

/** What is done, each time that so many more events have been delivered. */
const DEEDS = [
  'kill a replica',
  'kill Redis',
  'stop Redis',
  'kill a replica',
  'flush Redis',
  'kill both',
] as const;

describe('three replicas on one bucket and one Redis', () => {
  let fleet: Fleet;
  let late = 0;

  afterEach(() => fleet.stop());

  const restart = async () => await expect.poll(() => fleet.restartOne(), { timeout: AMPLE_MS }).toBe(true);

  const ready = async (url: string) => (await send(`${url}/health/ready`)).body.status;
  const allAre = async (expected: string) =>
    await expect
      .poll(async () => new Set(await Promise.all(fleet.urls.map(ready))), { timeout: AMPLE_MS })
      .toEqual(new Set([expected]));

  /** Events are kept meanwhile. */
  const withoutRedis = async () => {
    await allAre('degraded');
    const id = `late-${late++}`;
    await fleet.handIn(id);
  };

  async function perform(deed: (typeof DEEDS)[number]): Promise<void> {
    process.stdout.write(`replicas: ${fleet.target.delivered.size} of ${EVENTS} delivered, ${deed}\n`);
    if (deed === 'kill a replica') await restart();
    if (deed === 'flush Redis') await fleet.redis.ask((client) => client.flushall());
    if (deed === 'stop Redis') {
      fleet.redis.pause();
      await withoutRedis();
      fleet.redis.resume();
    }
    if (deed === 'kill Redis' || deed === 'kill both') {
      await fleet.redis.kill();
      if (deed === 'kill both') await restart();
      else await withoutRedis();
      await fleet.redis.start();
    }
  }

  it(
    'deliver every event, never twice at once, and again only where a replica was killed',
    async () => {
      fleet = await Fleet.start({ replicas: 3, takesMs: 50, env: { RETRY_CONCURRENCY: '4' } });
      const ids = Array.from({ length: EVENTS }, (_, i) => `event-${i}`);
      await forEachAtMost(16, ids, (id) => fleet.handIn(id));
      expect(await fleet.left()).toBeGreaterThanOrEqual(EVENTS);
      fleet.target.down = false;
      for (const [nth, deed] of DEEDS.entries()) {
        const milestone = Math.floor(((nth + 1) * EVENTS) / (DEEDS.length + 2));
        await expect
          .poll(() => fleet.target.delivered.size, { timeout: AMPLE_MS, interval: 5 })
          .toBeGreaterThanOrEqual(milestone);
        await perform(deed);
      }
      await fleet.complete();
      await expect.poll(() => fleet.left(), { timeout: AMPLE_MS, interval: 500 }).toBe(0);
      await allAre('ok');

      const missing = ids.filter((id) => !fleet.target.delivered.has(id));
      expect(missing).toEqual([]);
      expect(faults(fleet)).toEqual([]);
      for (const output of fleet.outputs) expect(output).not.toContain('"sweep_cut_short"');
    },
    5 * AMPLE_MS,
  );
});

function faults({ target, killed }: Fleet): string[] {
  const byEvent = new Map<string, Delivery[]>();
  for (const delivery of target.deliveries) {
    byEvent.set(delivery.eventId, [...(byEvent.get(delivery.eventId) ?? []), delivery]);
  }
  return [...byEvent.values()].flatMap((deliveries) => {
    const sorted = deliveries.toSorted((a, b) => a.begin - b.begin);
    return sorted.slice(1).flatMap((next, i) => {
      const before = sorted[i]!;
      const story = `${next.eventId}: ${before.by}, then ${next.by}`;
      if (next.begin < before.end) return [`twice at once: ${story}`];
      if (before.succeeded && !killed.has(before.by)) return [`again after a success: ${story}`];
      return [];
    });
  });
}
