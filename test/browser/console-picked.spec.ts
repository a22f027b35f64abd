import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';
import { asRole, bearerOf, ROLE_KEYS_ENV } from '../support/role-keys.js';

const EVENTS = 1_000;
const FILTER = '?error_code=validation_failed';

describe('a job for events that are selected', () => {
  const suite = consoleSuite(EVENTS, { env: ROLE_KEYS_ENV });

  const row = (page: Page, nth: number) => page.locator(`[role="row"][aria-rowindex="${nth + 1}"]`);
  const box = (page: Page, nth: number) => row(page, nth).getByRole('checkbox');
  const open = async (query = FILTER, options = {}) => {
    const opened = await openPage(suite.browser, { ...asRole('operator'), ...options });
    await opened.page.goto(`${suite.world.service.url}/console/events${query}`);
    await row(opened.page, 1).waitFor();
    return opened;
  };
  const call = (path: string, method = 'GET') =>
    fetch(`${suite.world.service.url}/api/v1/dlq${path}`, { method, headers: bearerOf('operator') });
  /** Rolls on until a row is there; the list loads as it is scrolled. */
  const scrollTo = async (page: Page, nth: number) => {
    await expect
      .poll(
        async () => {
          await page.evaluate((by) => window.scrollBy(0, by), 900);
          return box(page, nth).count();
        },
        { timeout: 30_000 },
      )
      .toBe(1);
    await box(page, nth).scrollIntoViewIfNeeded();
  };

  it('takes a range by clicks with Shift, more than a hundred, and outlives a reload', async () => {
    const { page, faults } = await open();
    await box(page, 3).check();
    await page.getByRole('button', { name: 'Retry 1' }).waitFor();
    await scrollTo(page, 162);
    await box(page, 162).click({ modifiers: ['Shift'] });
    await page.getByText('160 events selected').waitFor();
    expect(await page.getByRole('button', { name: /^Retry \d/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'Plan a job for 160 events' }).click();
    await page.waitForURL(/\/console\/jobs\/new/);
    await page.getByText('160 events that you have selected.').waitFor();
    await page.reload();
    await page.getByText('160 events that you have selected.').waitFor();
    await page.getByRole('radio', { name: /^Discard/ }).check();
    await page.getByRole('button', { name: 'Plan' }).click();
    const number = page.getByLabel(/^To start, type the number/);
    await number.fill('160');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByText(/^Pace and stops/).click();
    await page.getByLabel('Events a second').fill('500');
    await page.getByRole('button', { name: 'Plan again' }).click();
    await number.fill('160');
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: 'Outcomes: 160 discarded' }).waitFor();
    await page.getByText('Those that were selected').waitFor();
    // The selection is done with.
    await page.goBack();
    await page.getByText('The events that were picked are not known in this tab any more').first().waitFor();
    expect(await page.getByRole('button', { name: /^Plan/ }).getAttribute('aria-disabled')).toBe('true');
    await page.getByRole('link', { name: 'Select events' }).click();
    await row(page, 1).waitFor();
    expect(await page.locator('.selection-bar').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  it('takes a range by the keyboard, and says which of them are left out', async () => {
    const { page, faults } = await open('?error_code=upstream_timeout');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    for (let nth = 0; nth < 109; nth++) await page.keyboard.press('j');
    await expect.poll(() => box(page, 110).count(), { timeout: 10_000 }).toBe(1);
    await page.keyboard.press('X');
    await page.getByText('110 events selected').waitFor();
    const name = await row(page, 110).getByRole('link').getAttribute('title');
    expect((await call(`/events/${name}/discard`, 'POST')).status).toBe(200);
    await page.keyboard.press('r');
    await page.waitForURL(/\/console\/jobs\/new\?action=retry&picked=/);
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByText('Left out: 1 event with a status that this action does not take').click();
    await page.getByRole('list', { name: 'Left out' }).getByText(name!).waitFor();
    await page.getByRole('button', { name: /^Start: retry 109 events/ }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('is planned in the tab that has the selection alone', async () => {
    const { page, faults } = await open();
    await page.goto(`${suite.world.service.url}/console/jobs/new?action=retry&picked=12345678&plan=now`);
    await page.getByText('The events that were picked are not known in this tab any more').first().waitFor();
    expect(await page.getByRole('button', { name: /^Start/ }).count()).toBe(0);
    const { items } = (await (await call('/redrives')).json()) as { items: Array<{ total: number }> };
    expect(items.filter(({ total }) => total > 200)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('fits on a phone', async () => {
    const phone = { viewport: { width: 375, height: 700 } };
    const { page, faults } = await open(FILTER, phone);
    await box(page, 1).check();
    await page.getByRole('button', { name: 'Plan a job for 1 event' }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(faults).toEqual([]);
  });
});
