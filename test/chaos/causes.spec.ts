import { describe, expect, it } from 'vitest';
import type { Evidence } from './evidence.js';
import { OTHER_TRACE_ID, delivery, evidence, handover, incident, log, lost } from './evidence-of.js';
import { judge } from './judgement.js';

describe('the causes of deliveries that should not be', () => {
  describe('on deliveries that were open at once', () => {
    const pair = [delivery('a.1', 100, 200, 'abandoned'), delivery('b.1', 150, 160)];

    it.each<[string, Partial<Evidence>]>([
      ['nothing happened', {}],
      ['the replica was killed long before', { incidents: [incident('kill', 'a.1', 50)] }],
      ['the replica was killed afterwards', { incidents: [incident('kill', 'a.1', 180)] }],
      ['another replica was killed', { incidents: [incident('kill', 'c.1', 140)] }],
      ['the replica was told to end', { incidents: [incident('term', 'a.1', 140)] }],
      ['the replica was stopped afterwards', { incidents: [incident('stop', 'a.1', 170, 180)] }],
      ['the replica was stopped long before', { incidents: [incident('stop', 'a.1', -20_000, -2_000)] }],
      ['a handover was in doubt, and made no second record', { handovers: [lost, handover()] }],
    ])('finds no excuse where %s', (_, found) => {
      const { overlaps, faults } = judge(evidence({ deliveries: pair, ...found }));
      expect(overlaps.unexplained).toHaveLength(1);
      expect(faults.join()).toMatch(/twice at once: event-1 by a\.1/);
    });

    it.each<[string, Partial<Evidence>]>([
      ['kill', { incidents: [incident('kill', 'a.1', 140)] }],
      ['stop', { incidents: [incident('stop', 'a.1', 110, 180)] }],
      ['stop', { incidents: [incident('stop', 'a.1', -20_000, 98)] }],
      ['stop', { incidents: [incident('stop', 'b.1', 40, 145)] }],
      [
        'taken in twice',
        { handovers: [lost, handover({ traceId: OTHER_TRACE_ID })], logs: [log('retry_failed', 1)] },
      ],
    ])('takes %s as a cause', (cause, found) => {
      const { overlaps, faults } = judge(evidence({ deliveries: pair, ...found }));
      expect(overlaps).toEqual({ causes: { [cause]: 1 }, unexplained: [] });
      expect(faults).toEqual([]);
    });
  });

  describe('on a delivery after a success', () => {
    const pair = [delivery('a.1', 100, 200), delivery('b.1', 20_000, 20_100)];

    it.each<[string, Partial<Evidence>]>([
      ['nothing happened', {}],
      [
        'the record was gone before the kill',
        { incidents: [incident('kill', 'a.1', 220)], logs: [log('retry_processed', 210)] },
      ],
      [
        'the attempt had failed before the kill',
        {
          incidents: [incident('kill', 'a.1', 220)],
          logs: [log('retry_failed', 210, 'a.1', 'upstream_error')],
        },
      ],
      ['the replica was stopped long before', { incidents: [incident('stop', 'a.1', -20_000, -2_000)] }],
      ['a handover to another replica was in doubt', { handovers: [lost, handover()] }],
      ['an attempt before failed', { logs: [log('retry_failed', 90, 'a.1', 'upstream_error')] }],
      ['another replica could not settle', { logs: [log('retry_not_settled', 210, 'b.1')] }],
    ])('finds no excuse where %s', (_, found) => {
      const { repeats, faults } = judge(evidence({ deliveries: pair, ...found }));
      expect(repeats.unexplained).toHaveLength(1);
      expect(faults.join()).toMatch(/again after a success: event-1 by a\.1/);
    });

    it.each<[string, Partial<Evidence>]>([
      ['kill', { incidents: [incident('kill', 'a.1', 220)] }],
      [
        'stop',
        { incidents: [incident('stop', 'a.1', 150, 15_000)], logs: [log('retry_superseded', 15_010)] },
      ],
      ['stop', { incidents: [incident('stop', 'b.1', 5_000, 19_990)], logs: [log('retry_processed', 210)] }],
      ['store', { logs: [log('retry_not_settled', 210)] }],
      ['cut off', { logs: [log('retry_failed', 210, 'a.1', 'processing_timeout')] }],
      // The target read the request after the attempt had ended.
      ['cut off', { logs: [log('retry_failed', 90, 'a.1', 'processing_timeout')] }],
      [
        'taken in twice',
        { handovers: [lost, handover({ traceId: OTHER_TRACE_ID })], logs: [log('retry_processed', 210)] },
      ],
      // Taken in by the webhook of a replica that was woken: there was never a record.
      ['taken in twice', { handovers: [{ ...lost, by: 'a.1' }, handover({ by: 'b.1' })] }],
      [
        'taken in twice',
        {
          handovers: [{ ...lost, by: 'a.1' }, handover({ by: 'b.1' })],
          logs: [log('retry_processed', 20_110)],
        },
      ],
    ])('takes %s as a cause', (cause, found) => {
      const { repeats, faults } = judge(evidence({ deliveries: pair, ...found }));
      expect(repeats).toEqual({ causes: { [cause]: 1 }, unexplained: [] });
      expect(faults).toEqual([]);
    });

    it('does not take the end of a later attempt of the same replica for the end of the first', () => {
      // a.1 took the event in without a record; later it tried the record that b.1 had made, in vain.
      const { repeats, faults } = judge(
        evidence({
          deliveries: [pair[0]!, delivery('a.1', 9_000, 9_010, 'refused'), pair[1]!],
          handovers: [{ ...lost, by: 'a.1' }, handover({ by: 'b.1' })],
          logs: [log('retry_failed', 9_020, 'a.1', 'upstream_error')],
        }),
      );
      expect(repeats).toEqual({ causes: { 'taken in twice': 2 }, unexplained: [] });
      expect(faults).toEqual([]);
    });
  });
});
