import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { StoreProof } from '../store/proof/store-proof.js';
import { StoreError } from '../store/store-error.js';
import { StoreUse, WatchedObjectStore } from '../store/store-use.js';
import type { Destinations } from '../processing/destinations.js';
import type { SchemaService } from '../processing/schemas/schema.service.js';
import type { TargetBreakers } from '../processing/target-breakers.js';
import type { RetryDispatcher } from '../retry/dispatch/retry-dispatcher.port.js';
import { ReadinessService } from './readiness.service.js';

const options = { condition: 'absent', contentType: '', metadata: {} } as const;
const denied = (retryable = false) =>
  new StoreError('S3 answered 403 AccessDenied', { outcomeUnknown: false, retryable });

describe('readiness', () => {
  let clock: TestClock;
  let memory: MemoryObjectStore;
  let store: WatchedObjectStore;
  let readiness: ReadinessService;
  let catalog: { trouble: string | null };
  let n = 0;

  beforeEach(() => {
    clock = new TestClock();
    memory = new MemoryObjectStore(clock);
    const use = new StoreUse();
    store = new WatchedObjectStore(memory, use);
    const traits = { atomicPut: true, atomicDelete: true };
    const proof = { state: { kind: 'proven', traits } } as unknown as StoreProof;
    catalog = { trouble: null };
    readiness = new ReadinessService(
      store,
      proof,
      use,
      catalog as unknown as CatalogService,
      { open: [] } as unknown as TargetBreakers,
      { present: { kind: 'none', detail: null }, trouble: null } as unknown as Destinations,
      { trouble: null } as unknown as SchemaService,
      { kind: 'in-process', trouble: null } as unknown as RetryDispatcher,
      clock,
      new MemoryLog(),
    );
  });

  /** The answer to whoever asks two seconds later. */
  async function ready() {
    await clock.advance(2_000);
    return readiness.check();
  }

  /** From now on this call fails. */
  function fails(name: string, failure: () => Error): void {
    memory.interference = {
      before: (call) => {
        if (call === name) throw failure();
      },
    };
  }

  const write = () => store.put(`dlq/${n++}`, Buffer.from('x'), options).catch(() => null);

  it('is ok before anything was written', async () => {
    expect(await ready()).toMatchObject({ status: 'ok', checks: { store: { status: 'ok' } } });
  });

  it('is degraded from the first write that fails to the next that works', async () => {
    fails('put', denied);
    await write();
    expect(await ready()).toMatchObject({
      status: 'degraded',
      checks: { store: { status: 'degraded', detail: 'writes fail: S3 answered 403 AccessDenied' } },
    });
    memory.interference = {};
    await write();
    expect(await ready()).toMatchObject({ status: 'ok' });
  });

  it('is not ok again because a deletion worked or a condition did not hold', async () => {
    await store.put('dlq/a', Buffer.from('x'), options);
    fails('put', denied);
    await write();
    memory.interference = {};
    await store.put('dlq/a', Buffer.from('y'), options);
    await store.remove('dlq/a', { ifMatch: '"1"' });
    expect(await ready()).toMatchObject({ status: 'degraded' });
  });

  it('tells of deletions that fail', async () => {
    fails('remove', denied);
    await store.remove('dlq/a', { ifMatch: '"1"' }).catch(() => null);
    const { checks } = await ready();
    expect(checks.store?.detail).toBe('deletions fail: S3 answered 403 AccessDenied');
  });

  it('names no record', async () => {
    fails('put', () => new Error('writing dlq/year=2024/DLQ-1.json failed: ENOSPC'));
    await write();
    expect((await ready()).checks.store?.detail).toBe('writes fail: writing a record failed: ENOSPC');
  });

  it('is degraded while listings are refused or incomplete, and unavailable when nothing answers', async () => {
    fails('list', denied);
    expect(await ready()).toMatchObject({ status: 'degraded' });
    fails('list', () => denied(true));
    expect(await ready()).toMatchObject({ status: 'unavailable' });
    memory.interference = {};
    catalog.trouble = 'not listed: no end';
    expect(await ready()).toMatchObject({
      status: 'degraded',
      checks: { catalog: { status: 'degraded', detail: 'not listed: no end' } },
    });
  });
});
