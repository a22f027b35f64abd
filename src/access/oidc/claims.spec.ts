import { describe, expect, it } from 'vitest';
import type { Role } from '../../domain/access/role.js';
import { personName, roleOf } from './claims.js';

const ROLES: Array<{ role: Role; name: string }> = [
  { role: 'viewer', name: 'dlq-viewers' },
  { role: 'operator', name: 'dlq-ops' },
  { role: 'admin', name: 'dlq-admins' },
];

describe('roleOf', () => {
  it.each<[object, string, Role | null]>([
    [{ roles: ['dlq-ops', 'dlq-viewers', 'other'] }, 'roles', 'operator'],
    [{ roles: 'dlq-admins' }, 'roles', 'admin'],
    [{ scope: 'openid dlq-viewers' }, 'scope', 'viewer'],
    [{ realm_access: { roles: ['dlq-viewers'] } }, 'realm_access.roles', 'viewer'],
    [
      { resource_access: { 'cxone.dlq': { roles: ['dlq-ops'] } } },
      'resource_access.cxone.dlq.roles',
      'operator',
    ],
    [{ 'https://example.com/roles': ['dlq-ops'] }, 'https://example.com/roles', 'operator'],
    [{ roles: ['ops'] }, 'roles', null],
    [{ roles: [{ name: 'dlq-ops' }, 1, null] }, 'roles', null],
    [{ roles: { 0: 'dlq-ops' } }, 'roles', null],
    [{}, 'roles', null],
    [{ roles: ['dlq-ops'] }, '__proto__.roles', null],
  ])('of %j at %s is %s', (claims, path, role) => {
    expect(roleOf(claims as Record<string, unknown>, path, ROLES)).toBe(role);
  });
});

describe('personName', () => {
  it('is readable where the provider says so, and fits into a log line', () => {
    expect(personName({ sub: '123', email: 'ada@example.com' })).toBe('ada@example.com');
    expect(personName({ sub: '123' })).toBe('123');
    expect(personName({ preferred_username: 'a\nb' })).toBe('a b');
  });
});
