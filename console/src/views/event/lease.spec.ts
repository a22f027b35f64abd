import { describe, expect, it } from 'vitest';
import { leaseOf } from './lease.js';
import { keyOf, type EventRecord } from './record.js';

const record: EventRecord = {
  original_event: {},
  error: '',
  trace_id: 'DLQ-1',
  failed_at: '',
  retry_count: 0,
  schema_version: 'v1',
  lease: { claim_id: 'c', owner: 'r1', ttl_ms: 60_000 },
  attempts: [{ at: '2026-01-01T00:00:00.000Z', trigger: 'sweep', by: 'r1' }],
};
const BEGAN = Date.parse('2026-01-01T00:00:00.000Z');

describe('leaseOf', () => {
  it('ends after its time and the slack, counted from the latest attempt', () => {
    expect(leaseOf(record, BEGAN + 10_000)).toEqual({ owner: 'r1', endsAt: BEGAN + 65_000, leftMs: 55_000 });
  });

  it('is none where nobody holds the record', () => {
    expect(leaseOf({ ...record, lease: null }, BEGAN)).toBeNull();
  });
});

describe('keyOf', () => {
  it('is in the hour of the first failure', () => {
    expect(keyOf('DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015')).toBe(
      'dlq/year=2024/month=10/day=23/hour=19/DLQ-1729712345678-9f86d081884c7d659a2feaa0c55ad015.json',
    );
    expect(keyOf('DLQ-1')).toBeNull();
  });
});
