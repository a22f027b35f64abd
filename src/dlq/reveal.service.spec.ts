import { describe, expect, it } from 'vitest';
import { letterOf } from '../../test/support/dead-letters.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { CountedAudit, SOMEBODY } from '../../test/support/somebody.js';
import { AuditUnavailable } from '../audit/audit.service.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import type { Decoded } from './dead-letter.codec.js';
import type { ReadResult } from './dead-letter.store.js';
import { RevealService } from './reveal.service.js';

const letter = letterOf();
const key = keyOfTraceId(letter.traceId);
const bytes = Buffer.from('the record');

function found(decoded: Decoded): ReadResult {
  const times = { lastModified: 0, storeTime: 0 };
  return { outcome: 'found', key, etag: '"1"', bytes, times, decoded, wallAhead: 0 };
}

async function reveal(read: ReadResult, audit: Pick<CountedAudit, 'record'> = new CountedAudit()) {
  const letters = { readByTraceId: async () => read };
  return new RevealService(letters, audit, new MemoryLog()).reveal(letter.traceId, SOMEBODY);
}

describe('revealing a record', () => {
  it('shows its bytes once the audit says who asked', async () => {
    const audit = new CountedAudit();
    const outcome = await reveal(found({ kind: 'record', letter, byHand: false }), audit);
    expect(outcome).toEqual({ kind: 'usable', letter, etag: '"1"', bytes });
    expect(audit.changes).toEqual([{ action: 'event_revealed', target: { trace_id: letter.traceId } }]);
  });

  it('shows nothing where the audit cannot be written', async () => {
    const audit = { record: () => Promise.reject(new AuditUnavailable('no')) };
    const shown = reveal(found({ kind: 'record', letter, byHand: false }), audit);
    await expect(shown).rejects.toThrow(AuditUnavailable);
  });

  it.each<[string, ReadResult, object]>([
    ['missing', { outcome: 'missing', key }, { kind: 'missing' }],
    [
      'unreadable',
      { outcome: 'unreadable', key, reason: 'archived' },
      { kind: 'unreadable', reason: 'archived' },
    ],
    ['corrupt', found({ kind: 'corrupt', reason: 'torn', letter }), { kind: 'corrupt', reason: 'torn' }],
    [
      'of a newer version',
      found({ kind: 'newer', reason: 'newer' }),
      { kind: 'unreadable', reason: 'newer' },
    ],
    [
      'on its way out',
      found({ kind: 'record', letter: { ...letter, status: 'deleted' }, byHand: false }),
      { kind: 'missing' },
    ],
  ])('says so where it is %s, and audits nothing', async (_, read, outcome) => {
    const audit = new CountedAudit();
    expect(await reveal(read, audit)).toEqual(outcome);
    expect(audit.changes).toEqual([]);
  });
});
