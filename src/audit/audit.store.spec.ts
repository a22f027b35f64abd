import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { auditKey, newAuditId, type AuditEntry } from './audit-entry.js';
import type { AuditQuery } from './audit-query.js';
import { AuditStore } from './audit.store.js';

const NOW = Date.UTC(2026, 10, 26, 3);
const HOUR_MS = 3_600_000;
const BUDGET = { totalMs: 5_000, pauseMs: 100 };

function entry(at: number, unique: string, over: Partial<AuditEntry> = {}): AuditEntry {
  return {
    audit_id: newAuditId(at, unique),
    at: new Date(at).toISOString(),
    actor: { name: 'ci', kind: 'key', role: 'admin', address: '192.0.2.1' },
    action: 'event_retried',
    target: { trace_id: 'DLQ-1' },
    reason: null,
    before: null,
    after: null,
    request_id: null,
    ...over,
  };
}

function audit(objects = new MemoryObjectStore(new TestClock(NOW))) {
  return { objects, store: new AuditStore(objects, new TestClock(NOW), BUDGET) };
}

async function allOf(store: AuditStore, query: Omit<AuditQuery, 'before'>): Promise<AuditEntry[]> {
  const items: AuditEntry[] = [];
  let before: string | undefined;
  for (;;) {
    const page = await store.page({ ...query, before });
    expect(page.items.length).toBeLessThanOrEqual(query.limit);
    items.push(...page.items);
    if (page.next === null) return items;
    before = page.next;
  }
}

describe('AuditStore', () => {
  it('keeps an entry under a key by its day, written once', async () => {
    const { objects, store } = audit();
    const one = entry(NOW, 'a1');
    await store.append(one);
    expect(auditKey(one.audit_id)).toBe(`audit/year=2026/month=11/day=26/${NOW}-a1.json`);
    const read = await objects.get(auditKey(one.audit_id));
    expect(read.outcome === 'found' && JSON.parse(Buffer.from(read.object.bytes).toString())).toEqual(one);
  });

  it('pages from the newest to the oldest, over days without entries', async () => {
    const { store } = audit();
    const times = [0, 1, 2, 30, 31, 200, 5_000].map((hours) => NOW - hours * HOUR_MS);
    for (const [index, at] of times.entries()) await store.append(entry(at, `b${index}`));
    for (const limit of [1, 2, 3, 100]) {
      const ids = (await allOf(store, { limit })).map(({ at }) => Date.parse(at));
      expect(ids).toEqual(times);
    }
  });

  it('finds all matches of every filter, by pages of any size', async () => {
    const { store } = audit();
    const written: AuditEntry[] = [];
    for (let n = 0; n < 60; n++) {
      const actor = { name: n % 3 === 0 ? 'ada' : 'ci', kind: 'key', role: 'admin', address: null };
      const action = n % 4 === 0 ? 'event_discarded' : 'event_retried';
      written.push(
        entry(NOW - n * HOUR_MS, `c${n}`, { actor, action, target: { trace_id: `DLQ-${n % 5}` } }),
      );
      await store.append(written.at(-1)!);
    }
    const time = fc.option(fc.integer({ min: NOW - 70 * HOUR_MS, max: NOW + HOUR_MS }), { nil: undefined });
    const query = fc.record({
      limit: fc.integer({ min: 1, max: 20 }),
      from: time,
      to: time,
      actor: fc.constantFrom(undefined, 'ada'),
      actions: fc.constantFrom(undefined, ['event_discarded' as const]),
      traceId: fc.constantFrom(undefined, 'DLQ-2'),
    });
    await fc.assert(
      fc.asyncProperty(query, async (of) => {
        const expected = written.filter(
          ({ at, actor, action, target }) =>
            Date.parse(at) >= (of.from ?? 0) &&
            Date.parse(at) < (of.to ?? Infinity) &&
            (of.actor === undefined || actor.name === of.actor) &&
            (of.actions === undefined || of.actions.includes(action as 'event_discarded')) &&
            (of.traceId === undefined || target.trace_id === of.traceId),
        );
        expect(await allOf(store, of)).toEqual(expected);
      }),
    );
  });

  it('sees late writes of another replica, and ignores objects that are no entries', async () => {
    const { objects, store } = audit();
    await store.append(entry(NOW - 1_000, 'd1'));
    expect(await allOf(store, { limit: 10 })).toHaveLength(1);
    await audit(objects).store.append(entry(NOW - 300_000, 'd2'));
    const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
    await objects.put(auditKey(newAuditId(NOW - 500, 'd3')), Buffer.from('no entry'), options);
    await objects.put('audit/readme.txt', Buffer.from('hello'), options);
    const ids = (await allOf(store, { limit: 10 })).map(({ audit_id }) => audit_id.slice(14));
    expect(ids).toEqual(['d1', 'd2']);
  });
});
