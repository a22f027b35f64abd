import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { BUILT_CONSOLE, openPage } from '../support/console-world.js';
import { deliver } from '../support/http.js';
import { ProviderWorld } from '../support/provider-world.js';
import { clickAfterSession } from '../support/signed-in-page.js';

const EVENT = '{"event_id":"evt_1","tenant_id":"t_1","payload":{"interaction_id":"int_1"}}';

describe('signing in again at the identity provider', { timeout: 120_000 }, () => {
  let browser: Browser;
  let world: ProviderWorld;
  let traceId: string;

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    world = await ProviderWorld.reserve();
    await world.provider.start(['k1']);
    await world.startService({}, BUILT_CONSOLE);
    const event = { event_id: 'evt_1', tenant_id: 't_1', payload: {} };
    traceId = (await deliver(world.publicUrl, event)).body.trace_id;
  });
  afterEach(() => world.close());

  /** The pages of the provider, as a person goes through them. */
  const atProvider = async (page: Page, name: string) => {
    await page.locator('input[name="login"]').fill(name);
    await page.locator('input[name="password"]').fill('any');
    await page.locator('button[type="submit"]').click();
    await page.locator('input[name="prompt"][value="consent"]').waitFor({ state: 'attached' });
    await page.locator('button[type="submit"]').click();
  };
  const editor = (page: Page) => page.getByRole('textbox', { name: 'The event as JSON' });

  /** A page of ada's with a draft in it. */
  const withDraft = async () => {
    const { page } = await openPage(browser);
    await page.goto(`${world.publicUrl}/console/events/${traceId}`);
    await page.getByRole('link', { name: 'Sign in at your identity provider' }).click();
    await atProvider(page, 'ada:dlq-ops');
    await page.waitForURL(`${world.publicUrl}/console/events/${traceId}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('e');
    await editor(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(EVENT);
    await page.locator('#main').getByText('Its schema takes it').waitFor();
    return page;
  };
  /** Opens the new tab of the dialog, which the end of her session brings. */
  const newTab = async (page: Page) => {
    await clickAfterSession(page, page.getByRole('button', { name: 'Correct and retry' }));
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    const link = dialog.getByRole('link', { name: 'Sign in at your identity provider (new tab)' });
    const [tab] = await Promise.all([page.context().waitForEvent('page'), link.click()]);
    return tab;
  };

  it('goes on with the draft in the first tab, once the same person has signed in in the new one', async () => {
    const page = await withDraft();
    const tab = await newTab(page);
    // The first tab waits, with the draft.
    await editor(page).getByText('int_1').waitFor();
    await atProvider(tab, 'ada:dlq-ops');
    await page.locator('#main').getByText('It is corrected. It passed and has left the queue').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    // A browser lets a page close only those tabs that pages have opened; the others say that they can be closed.
    if (!tab.isClosed()) await tab.getByText('You are signed in').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('leaves nothing of the draft to another person who signs in in the new tab', async () => {
    const page = await withDraft();
    await atProvider(await newTab(page), 'eve:dlq-ops');
    await page.locator('.menu > summary', { hasText: 'eve' }).waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    // What ada has sent is not carried out under the other name.
    const answer = await page.request.get(`${world.publicUrl}/api/v1/dlq/events/${traceId}`);
    expect(await answer.json()).toMatchObject({ status: 'parked', edits: [], retry_count: 0 });
  });
});
