import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { deliver } from '../support/http.js';
import { ADMIN_KEY, ProviderWorld } from '../support/provider-world.js';

describe('a person in a browser', () => {
  let world: ProviderWorld;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    world = await ProviderWorld.reserve();
    await world.provider.start(['k1']);
    await world.startService();
    await deliver(world.publicUrl, { event_id: 'evt_browser', payload: {} });
    browser = await launchBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 1000 } })).newPage();
    page.on('pageerror', (error) => faults.push(error.message));
    // What the Content-Security-Policy blocks is told here. The provider's own pages are not ours to judge.
    page.on('console', (message) => {
      const ours = message.location().url.startsWith(world.publicUrl);
      if (message.type() === 'error' && ours && !message.text().includes('status of 401'))
        faults.push(message.text());
    });
  });

  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });

  const shot = async (name: string) => {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/${name}.png` });
  };
  /** The provider is at the same host, and cookies know no ports. */
  const ownCookies = async () => {
    const cookies = await page.context().cookies(world.publicUrl);
    return cookies.filter(({ name }) => name.startsWith('cxone_dlq'));
  };
  const openDocs = async () => {
    await page.goto(`${world.publicUrl}/docs`);
    await page.locator('.opblock').first().waitFor();
  };
  const execute = async (method: string, path: string) => {
    const route = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
    await route.locator('.opblock-summary').click();
    await route.getByRole('button', { name: 'Execute' }).click();
    const answer = route.locator('.live-responses-table .response').first();
    await answer.waitFor();
    return answer.innerText();
  };

  it('signs in by code flow, uses a route of operators from the page, and signs out', async () => {
    await openDocs();
    await shot('signed-out');
    expect(await execute('get', '/api/v1/me')).toMatch(/^401/);
    const link = page.getByRole('link', { name: 'sign in' });
    // The link opens a tab of its own; the flow is the same in this one.
    await page.goto((await link.getAttribute('href'))!);
    await page.locator('input[name="login"]').fill('ada:dlq-ops');
    await page.locator('input[name="password"]').fill('any');
    await page.locator('button[type="submit"]').click();
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: 'attached' });
    await page.locator('button[type="submit"]').click();
    await page.waitForURL(`${world.publicUrl}/docs`);
    await page.getByText('You are signed in as').waitFor();
    await shot('signed-in');
    expect(await ownCookies()).toEqual([
      expect.objectContaining({ name: 'cxone_dlq_session', httpOnly: true, sameSite: 'Lax' }),
    ]);
    expect(await page.evaluate(() => document.cookie)).toBe('');
    const retried = await execute('post', '/api/v1/dlq/events/{trace_id}/retry');
    expect(retried).toMatch(/^200/);
    expect(retried).toContain('missing required field: interaction_id');
    await shot('retried');
    expect(await execute('delete', '/api/v1/session')).toMatch(/^204/);
    expect(await execute('get', '/api/v1/me')).toMatch(/^401/);
    expect(await ownCookies()).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('calls the API by a key that is given to Authorize, and exchanges it for a session', async () => {
    await openDocs();
    await page.getByRole('button', { name: 'Authorize' }).first().click();
    const dialog = page.locator('.modal-ux');
    await dialog.locator('input').first().fill(ADMIN_KEY);
    await shot('authorize');
    await dialog.getByRole('button', { name: 'Apply credentials' }).first().click();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    expect(await execute('get', '/api/v1/me')).toContain('"kind": "key"');
    expect(await execute('post', '/api/v1/session')).toMatch(/^200/);
    await openDocs();
    await page.getByText('You are signed in as').waitFor();
    const me = await execute('get', '/api/v1/me');
    expect(me).toContain('"kind": "session"');
    expect(me).toContain('"name": "boss"');
    expect(faults).toEqual([]);
  });

  it('reads why a sign-in failed', async () => {
    await page.goto(`${world.publicUrl}/api/v1/session/callback?code=x&state=y`);
    await page.getByText('This browser has no such sign-in under way').waitFor();
    await shot('refused');
    await page.getByRole('link', { name: 'Sign in again' }).click();
    await page.waitForURL(/\/interaction\/|\/console/);
  });
});
