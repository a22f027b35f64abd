import { createHash } from 'node:crypto';
import type { Locator, Page } from 'playwright-core';

export type PageRole = 'viewer' | 'operator' | 'admin';

/** API keys of some roles, and the environment of a service that takes them and keeps sessions. */
export function keysFor(...roles: PageRole[]): {
  env: Record<string, string>;
  of: (role: PageRole) => string;
} {
  const of = (role: PageRole) => `key-of-the-${role}-in-the-browser-tests`;
  const sha256 = (key: string) => createHash('sha256').update(key).digest('hex');
  return {
    env: {
      ACCESS_KEYS: roles.map((role) => `${role}:${role}:${sha256(of(role))}`).join(','),
      SESSION_SECRET: 'a-secret-of-the-browser-tests-that-is-long-enough',
    },
    of,
  };
}

/** Gives the browser of a page a session, as the sign-in dialog does. */
export async function signedInAs(page: Page, url: string, key: string): Promise<void> {
  const answer = await page.request.post(`${url}/api/v1/session`, {
    headers: { authorization: `Bearer ${key}` },
  });
  if (!answer.ok()) throw new Error(`signing in answered ${answer.status()}: ${await answer.text()}`);
}

/**
 * Ends the session of a page's browser, and clicks. A question that the page asks by itself may learn of the end first, and
 * the dialog that it opens would be in the way of a pointer.
 */
export async function clickAfterSession(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  await page.context().clearCookies();
  await target.dispatchEvent('click');
}
