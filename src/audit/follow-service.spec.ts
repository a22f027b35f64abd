import { describe, expect, it } from 'vitest';
import { MemoryLog } from '../../test/support/memory-log.js';
import { Facts } from '../runtime/facts.js';
import type { AuditedChange } from './audit-entry.js';
import { followService } from './follow-service.js';

function following(isFirst: boolean) {
  const facts = new Facts(new MemoryLog());
  const noted: AuditedChange[] = [];
  followService(facts, { note: (change) => void noted.push(change) }, { replica: 'r1', isFirst });
  const routes = { retired: [], targets: ['target:crm'], routes: 2 };
  const failure = { code: 'upstream_error', reason: 'HTTP 503', retryable: true } as const;
  facts.tell('schemas_changed', { digest: 'a', before: null, versions: ['v1'], auditId: null });
  facts.tell('schemas_changed', { digest: 'b', before: 'a', versions: ['v1'], auditId: null });
  facts.tell('schemas_changed', { digest: 'c', before: 'b', versions: ['v1'], auditId: 'x' });
  facts.tell('routes_changed', { ...routes, digest: 'a', before: null, auditId: null });
  facts.tell('routes_changed', { ...routes, digest: 'a', before: 'a', auditId: null });
  facts.tell('routes_changed', { ...routes, digest: 'b', before: 'a', auditId: null });
  facts.tell('routes_changed', { ...routes, digest: 'c', before: 'b', auditId: 'x' });
  facts.tell('breaker_changed', { target: 'crm', state: 'open', failure });
  facts.tell('breaker_changed', { target: 'crm', state: 'closed' });
  return noted;
}

describe('what the service does', () => {
  it('is noted where it changes something and no person asked for it', () => {
    expect(following(true)).toEqual([
      {
        action: 'schemas_changed',
        before: { digest: 'a' },
        after: { digest: 'b', versions: ['v1'], replica: 'r1' },
      },
      {
        action: 'routes_changed',
        before: { digest: 'a' },
        after: { digest: 'b', targets: 1, routes: 2, replica: 'r1' },
      },
      {
        action: 'breaker_opened',
        before: { state: 'closed', target: 'crm' },
        after: { state: 'open', target: 'crm', error_code: 'upstream_error', replica: 'r1' },
      },
      {
        action: 'breaker_closed',
        before: { state: 'open', target: 'crm' },
        after: { state: 'closed', target: 'crm', replica: 'r1' },
      },
    ]);
  });

  it('is noted by the first process of a machine, and breakers by each', () => {
    expect(following(false).map(({ action }) => action)).toEqual(['breaker_opened', 'breaker_closed']);
  });
});
