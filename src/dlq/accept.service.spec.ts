import { beforeEach, describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { MemoryObjectStore } from '../../test/support/memory-object-store.js';
import { TestClock } from '../../test/support/test-clock.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { StoreError } from '../store/store-error.js';
import { AcceptService, type AcceptOutcome } from './accept.service.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { CountedAudit, SOMEBODY } from '../../test/support/somebody.js';

describe('accepting a corrupt record', () => {
  const letter = letterOf();
  const key = keyOfTraceId(letter.traceId);
  let clock: TestClock;
  let store: MemoryObjectStore;
  let letters: DeadLetterStore;
  let log: MemoryLog;
  let audit: CountedAudit;
  let service: AcceptService;

  beforeEach(() => {
    clock = new TestClock();
    store = new MemoryObjectStore(clock);
    let writes = 0;
    letters = new DeadLetterStore(store, clock, { totalMs: 5_000, pauseMs: 100 }, () => `w${writes++}`);
    log = new MemoryLog();
    audit = new CountedAudit();
    service = new AcceptService(letters, audit, clock, log);
  });

  /** Changes the body and leaves the digest in the metadata, as some S3 tools do. */
  function changeBody(change: (text: string) => string): void {
    const object = store.objects.get(key)!;
    const text = change(Buffer.from(object.bytes).toString());
    store.objects.set(key, { ...object, bytes: Buffer.from(text) });
  }

  /** What is corrupt is read twice, with a pause between. */
  async function accept(): Promise<AcceptOutcome> {
    const outcome = service.accept(letter.traceId, SOMEBODY);
    await clock.advance(100);
    return outcome;
  }

  it('writes it again with a digest that fits, and notes who has accepted it', async () => {
    await letters.create(letter);
    changeBody((text) => text.replace('HTTP 503', 'HTTP 504'));
    expect(await accept()).toMatchObject({ kind: 'accepted', key, status: 'pending' });
    expect(await letters.read(key)).toMatchObject({
      decoded: {
        kind: 'record',
        letter: {
          error: 'HTTP 504',
          edits: [{ at: clock.now(), by: 'ada', kind: 'accept', auditId: 'audit-1' }],
        },
      },
    });
    expect(log.lines).toMatchObject([{ level: 'warn', event: 'corrupt_record_accepted' }]);
    const target = { trace_id: letter.traceId };
    expect(audit.changes).toMatchObject([
      { action: 'event_accepted', target, before: { status: 'corrupt' } },
    ]);
  });

  it('leaves a sound record as it is', async () => {
    await letters.create(letter);
    expect(await accept()).toEqual({ kind: 'not_corrupt' });
    expect(audit.changes).toEqual([]);
  });

  it('says where there is none', async () => {
    expect(await accept()).toEqual({ kind: 'missing' });
  });

  it('gives the reason where it cannot be decoded', async () => {
    await letters.create(letter);
    changeBody((text) => text.slice(1));
    expect(await accept()).toEqual({ kind: 'undecodable', reason: expect.any(String) as string });
  });

  it('changes nothing where another write came in between', async () => {
    await letters.create(letter);
    changeBody((text) => text.replace('HTTP 503', 'HTTP 504'));
    store.interference = {
      before: (call) => {
        if (call === 'put') store.objects.set(key, { ...store.objects.get(key)!, etag: '"other"' });
      },
    };
    expect(await accept()).toEqual({ kind: 'changed' });
    expect(log.lines).toEqual([]);
  });

  it('says why where the store does not hand it out', async () => {
    await letters.create(letter);
    store.interference = {
      before: (call) => {
        if (call !== 'get') return;
        throw new StoreError('S3 answered 403 InvalidObjectState', {
          outcomeUnknown: false,
          retryable: false,
        });
      },
    };
    expect(await accept()).toEqual({
      kind: 'denied',
      reason: expect.stringContaining('InvalidObjectState') as string,
    });
  });
});
