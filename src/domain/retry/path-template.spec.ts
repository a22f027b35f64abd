import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PermanentError } from '../letter/failure.js';
import { fillTemplate, templateProblem } from './path-template.js';

const NONE = { event_id: null, tenant_id: null, interaction_id: null };

describe('a path template', () => {
  it('puts each value back out of the URL as it went in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
        if (value === '.' || value === '..') return;
        const path = fillTemplate('/v/{event_id}/x', { ...NONE, event_id: value });
        const { pathname, search, hash } = new URL(`http://host${path}`);
        expect([search, hash]).toEqual(['', '']);
        expect(pathname.split('/').map(decodeURIComponent)).toEqual(['', 'v', value, 'x']);
      }),
    );
  });

  it.each([null, '', '.', '..', '\ud800'])('refuses the value %j, naming it', (value) => {
    const fill = () => fillTemplate('/v/{tenant_id}', { ...NONE, tenant_id: value });
    expect(fill).toThrow(PermanentError);
    expect(fill).toThrow(/tenant_id/);
  });

  it.each([
    'v',
    'https://host/v',
    '/v/{eventId}',
    '/v/{event_id',
    '/v/{}',
    '/v#a',
    '/v /x',
    '/v/../x',
    '/%2e/x',
  ])('has something wrong with %s', (template) => expect(templateProblem(template)).not.toBeNull());

  it.each(['/', '/v', '/v/{event_id}/{tenant_id}?i={interaction_id}', '/v..x'])('may be %s', (template) =>
    expect(templateProblem(template)).toBeNull(),
  );
});
