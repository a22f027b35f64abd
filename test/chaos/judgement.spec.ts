import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import { EVENT, OTHER_TRACE_ID, delivery, evidence, handover, log, lost, record } from './evidence-of.js';
import { judge } from './judgement.js';
import type { SeenRecord } from './bucket-reader.js';

describe('the judgement on a round', () => {
  it.each<[string, Partial<Evidence>]>([
    ['a delivered event', { deliveries: [delivery('a.1', 20, 30)] }],
    ['a parked event', { deliveries: [delivery('a.1', 20, 30, 'refused')], records: [record()] }],
    ['an event that nobody has acknowledged', { handovers: [lost] }],
    ['an event that is refused for good', { ...refused(), records: [record({ ...refusedRecord() })] }],
  ])('finds no fault with %s', (_, found) => {
    expect(judge(evidence(found)).faults).toEqual([]);
  });

  it.each<[string, Partial<Evidence>, RegExp]>([
    ['a lost event', { deliveries: [delivery('a.1', 20, 30, 'refused')] }, /^lost: event-1/],
    ['a record that is pending', { records: [record({ status: 'pending' })] }, /^not ended: .*: pending/],
    ['a record that is leased', { records: [record({ leased: true })] }, /^not ended: .*leased/],
    ['a corrupt record', { records: [record({ corrupt: 'why' })] }, /^corrupt: .*why/],
    ['a changed event', { records: [record({ event: { ...EVENT, payload: {} } })] }, /^changed: /],
    ['a record parked too early', { records: [record({ retryCount: 1 })] }, /^parked without need: /],
    [
      'two records in the end',
      { records: [record(), record({ traceId: OTHER_TRACE_ID })] },
      /^in two records: /,
    ],
    ['a replica that ended by itself', { replicaFaults: ['a.1 ended'] }, /^a.1 ended/],
    [
      'two records of an event that was handed in once',
      { records: [record()], logs: [{ ...log('dead_lettered', 5), traceId: OTHER_TRACE_ID }] },
      /^two records were made/,
    ],
  ])('finds %s', (_, found, fault) => {
    expect(judge(evidence(found)).faults).toContainEqual(expect.stringMatching(fault));
  });
});

function refused(): Partial<Evidence> {
  const event = { ...EVENT, event_id: 'refused-1' };
  return { sent: [event], handovers: [handover({ eventId: 'refused-1' })] };
}

function refusedRecord(): Partial<SeenRecord> {
  return { eventId: 'refused-1', event: { ...EVENT, event_id: 'refused-1' }, retryCount: 1 };
}
