import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { launchBrowser } from '../support/browser.js';
import { axeFindings, BUILT_CONSOLE, openPage } from '../support/console-world.js';
import { ProviderWorld } from '../support/provider-world.js';
import { clickAfterSession } from '../support/signed-in-page.js';
import { startTestApp } from '../support/test-app.js';

const EXPECTED = ['status of 401', '/api/v1/session'];

describe('signing in to the console', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
  });

  const KEY = newApiKey(randomBytes);
  const start = (env: Record<string, string> = {}) =>
    startTestApp({ console: BUILT_CONSOLE, env: { ACCESS_KEYS: `ci:viewer:${digestOfKey(KEY)}`, ...env } });

  it('asks once, refuses a wrong key in words, and keeps a key in the tab where there are no sessions', async () => {
    const service = await start();
    const { page, faults } = await openPage(browser, {}, EXPECTED);
    let refused = 0;
    page.on('response', (answer) => {
      if (answer.status() === 401) refused++;
    });
    await page.goto(`${service.url}/console`);
    const dialog = page.getByRole('dialog', { name: 'Sign in' });
    await dialog.waitFor();
    expect(refused).toBe(1);
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel('API key').fill('cxdlq_wrong');
    await page.keyboard.press('Enter');
    await dialog.getByText('The service does not know this key').waitFor();
    await dialog.getByLabel('API key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByText('SESSION_SECRET is not set').first().waitFor();
    await page.getByText('Healthy').waitFor();
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
      0,
      0,
      '',
    ]);
    await page.reload();
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('You are not signed in').first().waitFor();
    expect(faults).toEqual([]);
    await service.close();
  });

  it('keeps a session over a reload, and signs out', async () => {
    const service = await start({ SESSION_SECRET: 's'.repeat(32) });
    const { page, faults } = await openPage(browser, {}, EXPECTED);
    await page.goto(`${service.url}/console/causes`);
    await page.getByLabel('API key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByText('Nothing fails').waitFor();
    await page.reload();
    await page.getByText('Nothing fails').waitFor();
    await page.locator('.menu > summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    expect(faults).toEqual([]);
    await service.close();
  });

  it('leaves nothing of one person to the next, after a session that ended and after signing out', async () => {
    const next = newApiKey(randomBytes);
    const keys = `ci:viewer:${digestOfKey(KEY)},ada:viewer:${digestOfKey(next)}`;
    const service = await start({ SESSION_SECRET: 's'.repeat(32), ACCESS_KEYS: keys });
    const { page, faults } = await openPage(browser, {}, EXPECTED);
    const draft = () => page.evaluate(() => sessionStorage.setItem('cxone-dlq-draft:DLQ-1', '{}'));
    const drafts = () => page.evaluate(() => sessionStorage.length);
    await page.goto(`${service.url}/console/causes`);
    await page.getByLabel('API key').fill(KEY);
    await page.keyboard.press('Enter');
    await page.getByText('Nothing fails').waitFor();
    await draft();
    await clickAfterSession(page, page.getByRole('link', { name: 'Events' }).first());
    await page.getByRole('dialog', { name: 'Your session has ended' }).getByLabel('API key').fill(next);
    await page.keyboard.press('Enter');
    await page.locator('.menu > summary', { hasText: 'ada' }).waitFor();
    expect(await drafts()).toBe(0);
    await draft();
    await page.locator('.menu > summary', { hasText: 'ada' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('dialog', { name: 'Sign in' }).waitFor();
    expect(await drafts()).toBe(0);
    expect(faults).toEqual([]);
    await service.close();
  });

  it('signs in at the identity provider, and comes back to the same address', async () => {
    const world = await ProviderWorld.reserve();
    await world.provider.start(['k1']);
    await world.startService({}, BUILT_CONSOLE);
    // The provider's own pages are not ours to judge.
    const { page } = await openPage(browser);
    await page.goto(`${world.publicUrl}/console/causes?sort=last_seen`);
    await page.getByRole('link', { name: 'Sign in at your identity provider' }).click();
    await page.locator('input[name="login"]').fill('ada:dlq-ops');
    await page.locator('input[name="password"]').fill('any');
    await page.locator('button[type="submit"]').click();
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: 'attached' });
    await page.locator('button[type="submit"]').click();
    await page.waitForURL(`${world.publicUrl}/console/causes?sort=last_seen`);
    await page.getByText('Nothing fails').waitFor();
    await page.getByText('operator').first().waitFor();
    await world.close();
  });
});
