import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { Role } from '../../src/domain/access/role.js';

/** Waits until a button says that it needs a role which the person has not: a page may learn late who calls. */
export async function refusedFor(button: Locator, needed: Role, own: Role): Promise<void> {
  await expect.poll(() => button.getAttribute('title')).toBe(`Needs the role ${needed}; yours is ${own}`);
  expect(await button.getAttribute('aria-disabled')).toBe('true');
}
