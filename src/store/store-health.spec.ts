import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { Facts } from '../runtime/facts.js';
import { StoreError } from './store-error.js';
import { StoreHealth } from './store-health.js';
import { MeasuredObjectStore } from './measured-object-store.js';
import { StoreTrial } from './store-trial.js';
import { StoreUse } from './store-use.js';

const options = { condition: 'absent', contentType: '', metadata: {} } as const;
const denied = (retryable = false) =>
  new StoreError('S3 answered 403 AccessDenied', { outcomeUnknown: false, retryable });

describe('the health of the store', () => {
  let memory: MemoryObjectStore;
  let store: MeasuredObjectStore;
  let health: StoreHealth;
  let clock: TestClock;
  let n = 0;

  beforeEach(() => {
    clock = new TestClock();
    memory = new MemoryObjectStore(clock);
    const facts = new Facts(new MemoryLog());
    const use = new StoreUse(facts);
    store = new MeasuredObjectStore(memory, clock, facts);
    const trial = new StoreTrial(store, clock, () => String(n++));
    const proof = {
      state: { kind: 'proven', traits: { atomicPut: true, atomicDelete: true }, serial: false },
    } as const;
    health = new StoreHealth({ objects: store, proof, use, trial }, clock, new MemoryLog());
  });

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
    expect(await health.check()).toMatchObject({ status: 'ok', kind: 'memory' });
  });

  it('is degraded from the first write that fails to the next that works', async () => {
    fails('put', denied);
    await write();
    expect(await health.check()).toMatchObject({
      status: 'degraded',
      detail: 'writes fail: S3 answered 403 AccessDenied',
    });
    memory.interference = {};
    await write();
    expect(await health.check()).toMatchObject({ status: 'ok' });
  });

  it('is not ok again because a deletion worked or a condition did not hold', async () => {
    await store.put('dlq/a', Buffer.from('x'), options);
    fails('put', denied);
    await write();
    memory.interference = {};
    await store.put('dlq/a', Buffer.from('y'), options);
    await store.remove('dlq/a', { ifMatch: '"1"' });
    expect(await health.check()).toMatchObject({ status: 'degraded' });
  });

  it('tells of deletions that fail', async () => {
    fails('remove', denied);
    await store.remove('dlq/a', { ifMatch: '"1"' }).catch(() => null);
    expect((await health.check()).detail).toBe('deletions fail: S3 answered 403 AccessDenied');
  });

  it('names no record', async () => {
    fails('put', () => new Error('writing dlq/year=2024/DLQ-1.json failed: ENOSPC'));
    await write();
    expect((await health.check()).detail).toBe('writes fail: writing a record failed: ENOSPC');
  });

  it('is ok again by itself when the store works, though no event comes, and leaves nothing behind', async () => {
    fails('put', denied);
    await write();
    for (let asked = 0; asked < 60; asked++) {
      expect(await health.check()).toMatchObject({ status: 'degraded' });
      await clock.advance(1_000);
    }
    const tried = memory.calls.filter(([call]) => call === 'put').length;
    expect(tried).toBeLessThanOrEqual(1 + 12);
    memory.interference = {};
    await clock.advance(10_000);
    await health.check();
    await clock.advance(0);
    expect(await health.check()).toMatchObject({ status: 'ok' });
    expect([...memory.objects.keys()]).toEqual([]);
  });

  it('leaves one object while deletions are refused, and deletes it afterwards', async () => {
    fails('remove', denied);
    await store.remove('dlq/a', { ifMatch: '"1"' }).catch(() => null);
    for (let asked = 0; asked < 30; asked++) {
      await health.check();
      await clock.advance(1_000);
    }
    expect([...memory.objects.keys()]).toEqual([expect.stringMatching(/^probe\/trial-/)]);
    memory.interference = {};
    await clock.advance(10_000);
    await health.check();
    await clock.advance(0);
    expect(await health.check()).toMatchObject({ status: 'ok' });
    expect([...memory.objects.keys()]).toEqual([]);
  });

  it('does not count what is refused outside dlq/, such as an entry of the audit', async () => {
    fails('put', denied);
    await store.put('audit/a', Buffer.from('x'), options).catch(() => null);
    expect(await health.check()).toMatchObject({ status: 'ok' });
  });

  it.each([
    [
      'file',
      'writes fail: S3 answered 403 AccessDenied; look at the disk and at the permissions below DATA_DIR',
    ],
    ['s3', "writes fail: S3 answered 403 AccessDenied; look at the bucket's policy and at the credentials"],
  ])('says what to do with a store of kind %s', async (kind, detail) => {
    Object.defineProperty(memory, 'kind', { value: kind });
    fails('put', denied);
    await write();
    expect(await health.check()).toMatchObject({ kind, detail });
  });

  it('is degraded while listings are refused, and unavailable when nothing answers', async () => {
    fails('list', denied);
    expect(await health.check()).toMatchObject({ status: 'degraded' });
    fails('list', () => denied(true));
    expect(await health.check()).toMatchObject({ status: 'unavailable' });
  });
});
