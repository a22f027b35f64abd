import { beforeEach, describe, expect, it } from 'vitest';
import { heard } from '../../test/support/heard-facts.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import type { FactTypes } from '../runtime/fact-types.js';
import { StoreError } from '../store/store-error.js';
import { AuditNotes, MAX_WAITING } from './audit-notes.js';
import { AuditStore } from './audit.store.js';
import { AuditWriter } from './audit-writer.js';

const NOW = Date.UTC(2026, 10, 26, 3);
const STARTED = { action: 'service_started', after: { version: '1' } } as const;

describe('entries of what the service does', () => {
  let clock: TestClock;
  let store: MemoryObjectStore;
  let log: MemoryLog;
  let notes: AuditNotes;
  let written: Array<FactTypes['audit_written']>;

  beforeEach(() => {
    clock = new TestClock(NOW);
    store = new MemoryObjectStore(clock);
    log = new MemoryLog();
    const facts = new Facts(log);
    written = heard(facts, 'audit_written');
    const writer = new AuditWriter(
      new AuditStore(store, clock, { totalMs: 5_000, pauseMs: 100 }),
      clock,
      () => 'aa',
      facts,
    );
    notes = new AuditNotes(writer, clock, log);
  });

  const refuse = (refused: boolean) => {
    store.interference = refused
      ? {
          before: () => {
            throw new StoreError('AccessDenied for audit/year=2026/x.json', {
              outcomeUnknown: false,
              retryable: false,
            });
          },
        }
      : {};
  };
  const kept = () => [...store.objects.keys()].toSorted();

  it('are written in the background, in the order of what happened', async () => {
    notes.note(STARTED);
    notes.note(STARTED);
    expect(kept()).toEqual([]);
    await clock.advance(0);
    expect(kept()).toEqual([0, 1].map((n) => `audit/year=2026/month=11/day=26/${NOW}-00000${n}-aa.json`));
    notes.note(STARTED);
    await clock.advance(0);
    expect(kept()).toHaveLength(3);
    expect(notes.trouble).toBeNull();
  });

  it('wait while the store refuses them, say so, and are written as soon as it takes them', async () => {
    refuse(true);
    notes.note(STARTED);
    notes.note(STARTED);
    await clock.advance(3_600_000);
    expect(notes.trouble).toBe(
      'audit entries cannot be written, so changes by people are refused: AccessDenied for an entry; 2 entries wait',
    );
    expect(log.lines.length).toBeLessThan(80);
    refuse(false);
    await clock.advance(60_000);
    expect([kept().length, notes.trouble]).toEqual([2, null]);
    const outcomes = written.map(({ outcome }) => outcome);
    expect([outcomes[0], ...outcomes.slice(-2)]).toEqual(['failed', 'ok', 'ok']);
    expect(kept()[0]).toContain(`${NOW}-`);
  });

  it('are dropped past a number, and that is said', async () => {
    refuse(true);
    for (let n = 0; n < MAX_WAITING + 3; n++) notes.note(STARTED);
    await clock.advance(1_000);
    expect(notes.trouble).toContain('1000 entries wait, and 3 were dropped');
    refuse(false);
    await clock.advance(60_000);
    expect([kept().length, notes.trouble]).toEqual([MAX_WAITING, null]);
  });

  it('are tried once more when the process ends, which does not wait for a store that is silent', async () => {
    refuse(true);
    notes.note(STARTED);
    await clock.advance(1_500);
    refuse(false);
    await notes.close();
    expect(kept()).toHaveLength(1);

    const silent = new AuditNotes(
      new AuditWriter({ append: () => new Promise<void>(() => {}) }, clock, () => 'bb', new Facts(log)),
      clock,
      log,
    );
    silent.note(STARTED);
    const closed = silent.close();
    await clock.advance(2_000);
    await closed;
    expect(log.lines.at(-1)).toMatchObject({ event: 'audit_entries_lost', fields: { entries: 1 } });
  });
});
