import { randomBytes } from 'node:crypto';
import type { BrowserContextOptions } from 'playwright-core';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { ROLES, type Role } from '../../src/domain/access/role.js';

const KEYS: Record<Role, string> = {
  viewer: newApiKey(randomBytes),
  operator: newApiKey(randomBytes),
  admin: newApiKey(randomBytes),
};

/** A service that knows one key for each role, named after it. */
export const ROLE_KEYS_ENV = {
  ACCESS_KEYS: ROLES.map((role) => `${role}:${role}:${digestOfKey(KEYS[role])}`).join(),
};

/** A browser whose every call has the key of a role. */
export function asRole(role: Role): Pick<BrowserContextOptions, 'extraHTTPHeaders'> {
  return { extraHTTPHeaders: bearerOf(role) };
}

/** The header that sends the key of a role. */
export function bearerOf(role: Role): Record<string, string> {
  return { authorization: `Bearer ${KEYS[role]}` };
}
