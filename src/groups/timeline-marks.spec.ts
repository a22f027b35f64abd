import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../audit/audit-entry.js';
import { MARK_ACTIONS, markText } from './timeline-marks.js';

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  audit_id: '1729692000000-a',
  at: '2024-10-23T14:00:00.000Z',
  actor: { name: 'cxone-dlq', kind: 'service', role: null, address: null },
  action: 'schemas_changed',
  target: {},
  reason: null,
  before: null,
  after: null,
  request_id: null,
  ...more,
});
const ci = { name: 'ci', kind: 'key', role: 'admin', address: null };

describe('the text of a mark', () => {
  it.each<[Partial<AuditEntry>, string]>([
    [
      { actor: ci, after: { digest: 'd', versions: ['v1', 'v2'] }, reason: 'the field is optional now' },
      'ci changed the schemas; versions: v1, v2 (reason: the field is optional now).',
    ],
    [
      { action: 'routes_changed', after: { targets: 2, routes: 3 } },
      'The service changed the routes; targets: 2; routes: 3.',
    ],
    [
      { action: 'service_started', after: { version: '0.2.0', replica: 'dlq-1' } },
      'Version 0.2.0 started as dlq-1.',
    ],
    [
      { action: 'breaker_opened', after: { target: 'target:crm', error_code: 'upstream_unreachable' } },
      'The target target:crm is down (upstream_unreachable): its retries wait.',
    ],
    [{ action: 'breaker_closed', after: { target: 'target:crm' } }, 'The target target:crm is back.'],
    [{ action: 'job_started', actor: ci, target: { job_id: 'J1' } }, 'ci started the job J1.'],
    [{ action: 'job_stopped', target: { job_id: 'J1' } }, 'The job J1 stopped itself.'],
    [
      { action: 'service_started', after: 'of another release' },
      'Version (not known) started as (not known).',
    ],
  ])('%j', (more, text) => {
    expect(markText(entry(more))).toBe(text);
  });

  it('is one sentence for every action that is a mark, whatever an entry holds', () => {
    for (const action of MARK_ACTIONS) {
      const text = markText(entry({ action, actor: ci }));
      expect(text).toMatch(/^\S.*[^.]\.$/);
      expect(text).not.toContain('undefined');
    }
  });
});
