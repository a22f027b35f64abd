import { beforeEach, describe, expect, it } from 'vitest';
import { ProvenObjectStore } from '../../src/store/proof/proven-object-store.js';
import {
  PROBE_PAUSE_MS,
  RETELL_MS,
  StoreProof,
  type StorePromises,
} from '../../src/store/proof/store-proof.js';
import { probeDeletes, probeStore, PROBE_PREFIX } from '../../src/store/proof/store-probe.js';
import { StoreError } from '../../src/store/store-error.js';
import { composeStore } from '../../src/store/compose-store.js';
import { loadConfig } from '../../src/config/config.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { Facts } from '../../src/runtime/facts.js';
import { FaultyStore } from '../support/faulty-store.js';
import { MemoryLog } from '../support/memory-log.js';
import { MemoryObjectStore } from '../support/memory-object-store.js';
import { TestClock } from '../support/test-clock.js';
import { withSettings } from '../support/with-settings.js';

const PLAIN = { contentType: 'text/plain', metadata: {} };

describe('what the proof of a store leads to', () => {
  let clock: TestClock;
  let log: MemoryLog;

  beforeEach(() => {
    clock = new TestClock();
    log = new MemoryLog();
  });

  function prove(store: MemoryObjectStore, promises: Partial<StorePromises> = {}): StoreProof {
    Object.assign(store, { honours: undefined });
    const config = withSettings(loadConfig({}), { store: promises });
    return composeStore({ bare: store, config, clock, newId: () => 'id', facts: new Facts(log), log }).proof;
  }

  /** Starts it, and lets the time go by that it waits for. */
  async function started(proof: StoreProof): Promise<StoreProof> {
    const ended = proof.start().then(
      () => ({ error: undefined }),
      (error: unknown) => ({ error }),
    );
    for (;;) {
      const end = await Promise.race([ended, clock.advance(50)]);
      if (end === undefined) continue;
      if (end.error !== undefined) throw end.error;
      return proof;
    }
  }

  /** As the service opens, and its duels end. */
  async function opened(proof: StoreProof): Promise<StoreProof> {
    (await started(proof)).opened();
    while (!events().includes('store_proven')) await clock.advance(50);
    return proof;
  }

  const events = () => log.lines.map(({ event }) => event);

  it('says once what was found', async () => {
    const proof = await opened(prove(new FaultyStore(clock, 'races DELETE')));
    expect(proof.deletesAtomically).toBe(false);
    expect(log.lines).toEqual([
      {
        level: 'info',
        event: 'store_proven',
        fields: { atomic_put: true, atomic_delete: false, single_writer: false },
      },
    ]);
  });

  it('opens before deletes are proven, and does not rely on them until then', async () => {
    const bare = new MemoryObjectStore(clock);
    const proof = await started(prove(bare));
    expect([proof.hindrance, proof.deletesAtomically]).toEqual([null, false]);
    expect(proof.state).toMatchObject({ kind: 'proven', traits: { atomicDelete: undefined } });
    expect(events()).toEqual([]);
    expect((await opened(proof)).deletesAtomically).toBe(true);
  });

  it('goes on asking what deletes honour, and retries meanwhile', async () => {
    const bare = new MemoryObjectStore(clock);
    const proof = await started(prove(bare));
    let down = true;
    bare.interference = {
      before: () => {
        if (down) throw new StoreError('gone', { outcomeUnknown: false, retryable: false });
      },
    };
    proof.opened();
    await clock.advance(PROBE_PAUSE_MS);
    expect(log.lines).toMatchObject([
      { event: 'store_not_proven', fields: { reason: 'gone', effect: expect.stringContaining('marked') } },
    ]);
    expect([proof.hindrance, proof.deletesAtomically]).toEqual([null, false]);
    down = false;
    while (!proof.deletesAtomically) await clock.advance(PROBE_PAUSE_MS);
    expect(events()).toEqual(['store_not_proven', 'store_proven']);
  });

  it('refuses to start on a store whose conditional writes do not hold', async () => {
    const proof = prove(new FaultyStore(clock, 'races PUT'));
    await expect(started(proof)).rejects.toThrow('STORE_SINGLE_WRITER=true');
    expect(proof.state.kind).toBe('refused');
    expect(events()).toEqual(['store_refused']);
  });

  it.each(['races PUT', 'ignores If-Match', '501'] as const)(
    'makes up for a store that %s where one process writes alone',
    async (fault) => {
      const bare = new FaultyStore(clock, fault);
      const proof = prove(bare, { singleWriter: true });
      await started(proof);
      expect(proof.state).toMatchObject({ kind: 'proven', serial: true });
      const store = new ProvenObjectStore(bare, proof);
      expect(await probeStore(store, new SystemClock(), { run: 'again' })).toMatchObject({ atomicPut: true });
      expect(await probeDeletes(store, new SystemClock(), { run: 'again' })).toBe(true);
    },
  );

  it('keeps new objects, and changes none, until the store has answered', async () => {
    const bare = new MemoryObjectStore(clock);
    const proof = prove(bare);
    const store = new ProvenObjectStore(bare, proof);
    let down = true;
    bare.interference = {
      before: (_call, key) => {
        if (down && key.startsWith(PROBE_PREFIX)) {
          throw new StoreError('denied', { outcomeUnknown: false, retryable: false });
        }
      },
    };
    await started(proof);
    await clock.advance(PROBE_PAUSE_MS);
    expect(events()).toEqual(['store_not_proven']);
    const created = await store.put('k', Buffer.from('1'), { ...PLAIN, condition: 'absent' });
    if (created.outcome !== 'stored') throw new Error('not stored');
    const change = () => store.put('k', Buffer.from('2'), { ...PLAIN, condition: { ifMatch: created.etag } });
    await expect(change()).rejects.toThrow('not proven yet (denied)');
    await expect(store.remove('k', { ifMatch: created.etag })).rejects.toThrow('not proven yet');

    down = false;
    while (proof.hindrance !== null) await clock.advance(PROBE_PAUSE_MS);
    expect(events()).toEqual(['store_not_proven']);
    expect((await change()).outcome).toBe('stored');
  });

  it('tells its trouble again once in a while, however often it has asked', async () => {
    const bare = new MemoryObjectStore(clock);
    bare.interference = {
      before: () => {
        throw new StoreError('denied', { outcomeUnknown: false, retryable: false });
      },
    };
    const proof = await started(prove(bare));
    await clock.advance(5 * RETELL_MS);
    expect(log.lines.length).toBeGreaterThanOrEqual(5);
    expect(log.lines.length).toBeLessThanOrEqual(6);
    expect(log.lines.at(-1)?.fields).toMatchObject({ reason: 'denied' });
    expect(proof.hindrance).toBe('not proven yet (denied)');
  });

  it('lets the service start while a slow store is probed', async () => {
    const bare = new MemoryObjectStore(clock);
    let release = (): void => {};
    const blocked = new Promise<void>((resolve) => (release = resolve));
    bare.interference = { before: () => blocked };
    const proof = await started(prove(bare));
    expect(proof.hindrance).toBe('not proven yet (the probe has not ended yet)');
    proof.opened();
    release();
    while (proof.hindrance !== null) await clock.advance(50);
    while (!proof.deletesAtomically) await clock.advance(50);
    expect(events()).toEqual(['store_proven']);
  });

  it.each([true, false])('takes the word of the operator for deletes: %s', async (atomicDelete) => {
    const bare = new FaultyStore(clock, atomicDelete ? 'races DELETE' : 'none');
    const proof = await started(prove(bare, { atomicDelete }));
    expect(proof.deletesAtomically).toBe(atomicDelete);
  });

  it('says that a store does not know conditional writes, and not that a race was won by many', async () => {
    const proof = prove(new FaultyStore(clock, '501'));
    await expect(started(proof)).rejects.toThrow('conditional writes (501): two replicas');
  });

  it('asks no more once the service has stopped', async () => {
    const bare = new MemoryObjectStore(clock);
    bare.interference = {
      before: () => {
        throw new StoreError('gone', { outcomeUnknown: false, retryable: true });
      },
    };
    const proof = prove(bare);
    await started(proof);
    proof.stop();
    const { length } = bare.calls;
    await clock.advance(10 * PROBE_PAUSE_MS);
    expect(bare.calls).toHaveLength(length);
  });
});
