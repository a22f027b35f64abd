import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import {
  axeFindings,
  openPage,
  sidewaysScroll,
  startConsoleWorld,
  type ConsoleWorld,
} from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { asRole, ROLE_KEYS_ENV } from '../support/role-keys.js';

const SECRET = 'k7-session-secret-that-nobody-is-shown';
const PHONE = { viewport: { width: 375, height: 700 }, colorScheme: 'dark' } as const;

describe('the audit and the settings in the console', () => {
  let world: ConsoleWorld;
  let browser: Browser;

  beforeAll(async () => {
    const env = { ...ROLE_KEYS_ENV, SESSION_SECRET: SECRET, RETRY_CONCURRENCY: '7' };
    world = await startConsoleWorld(40, { env });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.service.close();
  });

  const at = (path: string) => `${world.service.url}/console${path}`;

  it('shows who changed what and why, and filters it by the address', async () => {
    const { page, faults } = await openPage(browser, asRole('operator'));
    const api = `${world.service.url}/api/v1`;
    const { items } = (await (await page.request.get(`${api}/dlq/events?limit=2`)).json()) as {
      items: Array<{ trace_id: string }>;
    };
    const [one, other] = items.map(({ trace_id }) => trace_id);
    for (const [trace_id, reason] of [
      [one, 'a test call'],
      [other, 'sent twice'],
    ]) {
      const url = `${api}/dlq/events/${trace_id}/discard`;
      expect((await page.request.post(url, { data: { reason } })).ok()).toBe(true);
    }
    await page.goto(at('/audit'));
    const entries = page.getByRole('list', { name: 'Entries of the audit' }).locator('> li');
    const first = entries.filter({ hasText: 'a test call' });
    await first.waitFor();
    expect(await first.innerText()).toContain('operator (API key, operator) discarded an event');
    await entries.filter({ hasText: 'sent twice' }).waitFor();
    expect(await first.locator('time').getAttribute('title')).toContain('UTC');
    expect(await first.getByRole('link', { name: one! }).getAttribute('href')).toBe(`/console/events/${one}`);
    await first.getByText('Details').click();
    await first.getByText('"status": "discarded"').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Event').fill(one!);
    await page.waitForURL(`**/audit?trace_id=${one}`);
    await expect.poll(() => entries.count()).toBe(1);
    expect(await first.count()).toBe(1);
    await page.goto(at('/audit?action=note_changed'));
    await page.getByText('No entry is like this').waitFor();
    expect(await page.getByLabel('What').inputValue()).toBe('note_changed');
    await page.getByRole('button', { name: 'Remove all filters' }).click();
    await first.waitFor();
    expect(faults).toEqual([]);
  });

  it('says what is wrong with a filter of the address', async () => {
    const { page, faults } = await openPage(browser, asRole('viewer'), ['400']);
    await page.goto(at('/audit?from=yesterday'));
    await page.getByRole('alert').getByText('from', { exact: true }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows the variables that are set, and no secret', async () => {
    const { page, faults } = await openPage(browser, asRole('admin'), ['409']);
    await page.goto(at('/settings'));
    const row = (name: string) =>
      page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) });
    await row('RETRY_CONCURRENCY').waitFor();
    const cells = await row('RETRY_CONCURRENCY').getByRole('cell').allInnerTexts();
    expect(cells.map((text) => text.split('\n')[0]!.trim())).toEqual(
      expect.arrayContaining(['RETRY_CONCURRENCY', '7', '64']),
    );
    expect(await row('RETRY_CONCURRENCY').getAttribute('class')).toBe('setting-changed');
    expect(await row('SESSION_SECRET').innerText()).toContain('secret, set');
    expect(await page.content()).not.toContain(SECRET);
    await page.getByText(/The store.*: as it should be/).waitFor();
    await page.getByText('CXone is not configured.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByLabel('Search in the variables').fill('retry_concurrency');
    await expect.poll(() => row('SESSION_SECRET').count()).toBe(0);
    expect(await row('RETRY_CONCURRENCY').count()).toBe(1);
    // There is no channel here, so nothing may claim that a notice was sent.
    await page.getByRole('button', { name: 'Send a test notice' }).click();
    await page.getByText('There is no channel to try: set NOTIFY_FILE.').waitFor();
    expect(await page.getByText('A test notice is on its way').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('sends a test of the channels only for an admin', async () => {
    const { page, faults } = await openPage(browser, asRole('operator'));
    await page.goto(at('/settings'));
    const button = page.getByRole('button', { name: /^Send a test notice/ });
    await refusedFor(button, 'admin', 'operator');
    expect(faults).toEqual([]);
  });

  it('fits on a phone', async () => {
    const { page, faults } = await openPage(browser, { ...asRole('viewer'), ...PHONE });
    await page.goto(at('/audit'));
    await page.getByText('sent twice').waitFor();
    for (const fold of await page.getByText('Details').all()) await fold.click();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(at('/settings'));
    await page.getByText('RETRY_CONCURRENCY', { exact: true }).waitFor();
    await page.getByText(/The store.*: as it should be/).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    const wide = await page
      .locator('.table-frame')
      .evaluateAll((frames) => frames.filter((frame) => frame.scrollWidth > frame.clientWidth).length);
    expect(wide).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
