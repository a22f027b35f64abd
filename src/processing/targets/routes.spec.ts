import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { targetNameFor, type Route } from './routes.js';

const route = (target: string, tenant: string | null, eventType: string | null): Route => ({
  tenant,
  eventType,
  target,
});

const ROUTES = [
  route('cases', 't1', 'CaseStatusChanged'),
  route('t1', 't1', null),
  route('case', null, 'case.*'),
  route('any-case', null, '*Case*Changed'),
];

describe('the route of an event', () => {
  it.each([
    ['t1', 'CaseStatusChanged', 'cases'],
    ['t1', 'case.opened', 't1'],
    ['t1', null, 't1'],
    ['t2', 'case.opened', 'case'],
    ['t2', 'case.', 'case'],
    ['t2', 'case', 'other'],
    ['t2', 'MyCaseStatusChanged', 'any-case'],
    ['t2', 'CaseChanged', 'any-case'],
    ['t2', 'CaseChange', 'other'],
    [null, null, 'other'],
    ['T1', 'casestatuschanged', 'other'],
  ])('of tenant %s and type %s leads to %s', (tenantId, eventType, target) => {
    expect(targetNameFor({ routes: ROUTES, fallback: 'other' }, { tenantId, eventType })).toBe(target);
  });

  it('leads nowhere where no route fits and there is no other target', () => {
    const event = { tenantId: 't2', eventType: 'x' };
    expect(targetNameFor({ routes: ROUTES, fallback: null }, event)).toBeNull();
  });

  it('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*', '*'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (wanted, eventType) => {
        const parts = wanted.split('*').map((part) => part.replaceAll('.', '\\.'));
        const expected = new RegExp(`^${parts.join('.*')}$`).test(eventType);
        const table = { routes: [route('x', null, wanted)], fallback: null };
        expect(targetNameFor(table, { tenantId: null, eventType })).toBe(expected ? 'x' : null);
      }),
      { numRuns: 2_000 },
    );
  });
});
