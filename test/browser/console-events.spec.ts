import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { measureScrolling } from '../support/scrolling.js';
import { keysFor, signedInAs } from '../support/signed-in-page.js';

const EVENTS = 20_000;
const keys = keysFor('viewer', 'operator');

describe('the list of events', () => {
  const suite = consoleSuite(EVENTS, { env: keys.env });

  const open = async (role: 'viewer' | 'operator', query = '', options = {}, expected: string[] = []) => {
    const opened = await openPage(suite.browser, options, expected);
    await signedInAs(opened.page, suite.world.service.url, keys.of(role));
    await opened.page.goto(`${suite.world.service.url}/console/events${query}`);
    await row(opened.page, 1).waitFor();
    return opened;
  };
  const row = (page: Page, nth: number) => page.locator(`[role="row"][aria-rowindex="${nth + 1}"]`);
  const matching = (page: Page, many: number) =>
    page.getByText(new RegExp(`^${many.toLocaleString('en-GB')} events match`));
  const nameIn = (page: Page, nth: number) => row(page, nth).getByRole('link').innerText();
  const shot = async (page: Page, name: string) => {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/events-${name}.png` });
  };

  // What a frame costs is told by `npm run figures:console`: here it would judge the machine.
  it('has few rows in the page while 20,000 events are scrolled through', async () => {
    const { page, faults } = await open('viewer');
    await matching(page, EVENTS).waitFor();
    for (const pixels of [40_000, 600_000]) {
      const figures = await measureScrolling(page, { pixels, steps: 200 });
      expect(figures.renderedRows).toBeGreaterThan(10);
      expect(figures.renderedRows).toBeLessThan(120);
    }
    expect(faults).toEqual([]);
  });

  /** The name of the event that stands at a place of the whole list, as the service has it. */
  const eventAt = async (page: Page, nth: number) => {
    const query = `limit=1&order=desc&offset=${nth - 1}`;
    const answer = await page.request.get(`${suite.world.service.url}/api/v1/dlq/events?${query}`);
    return ((await answer.json()) as { items: Array<{ event_id: string }> }).items[0]!.event_id;
  };
  const shows = async (page: Page, nth: number) =>
    row(page, nth)
      .getByRole('link')
      .getByText(await eventAt(page, nth), { exact: true })
      .waitFor();

  it('goes to the last event of a long list, and back to the first', async () => {
    const { page, faults } = await open('viewer');
    await page.keyboard.press('End');
    await shows(page, EVENTS);
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.textContent))
      .toBe(await nameIn(page, EVENTS));
    await page.keyboard.press('k');
    await shows(page, EVENTS - 1);
    await page.keyboard.press('Home');
    await shows(page, 1);
    expect(faults).toEqual([]);
  });

  it('loads only what is seen when the scrollbar is dragged to somewhere in the middle', async () => {
    const { page, faults } = await open('viewer');
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, searchParams } = new URL(request.url());
      if (pathname === '/api/v1/dlq/events') asked.push(searchParams.get('offset') ?? 'no offset');
    });
    const top = await page.evaluate(
      () => document.querySelector('.event-rows')!.getBoundingClientRect().top + window.scrollY,
    );
    // One movement of the hand, 40 frames, over half of the list.
    await page.evaluate(
      async (to) => {
        for (let step = 1; step <= 40; step++) {
          window.scrollTo(0, (to * step) / 40);
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
      },
      top + 10_040 * 36,
    );
    await shows(page, 10_045);
    expect(asked.length).toBeLessThan(40);
    const loaded = asked.length;
    expect(asked).toContain('10000');
    // From there on page after page, by the token of the one before.
    await page.evaluate((by) => window.scrollBy(0, by), 100 * 36);
    await shows(page, 10_145);
    expect(asked.slice(loaded)).toEqual(['no offset']);
    expect(faults).toEqual([]);
  });

  it('loads as far as somebody scrolls, to the last row', async () => {
    const { page, faults } = await open('viewer', '?error_code=unknown_schema_version');
    await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
    await row(page, suite.world.counts[5]!).getByRole('link').waitFor();
    expect(faults).toEqual([]);
  });

  it('keeps filters in the address, and removes them by their chips', async () => {
    const { page, faults } = await open('viewer', '?status=parked&error_code=upstream_rejected');
    await matching(page, suite.world.counts[3]! + suite.world.counts[6]!).waitFor();
    await page.getByRole('searchbox').fill('unknown skill');
    await matching(page, suite.world.counts[6]!).waitFor();
    expect(new URL(page.url()).searchParams.get('text')).toBe('unknown skill');
    await shot(page, 'filtered');
    // On the way back from an event everything is as it was.
    await row(page, 3).getByRole('link').click();
    await page.waitForURL(/\/console\/events\/DLQ-/);
    await page.goBack();
    await matching(page, suite.world.counts[6]!).waitFor();
    await page.getByRole('button', { name: 'Remove the filter error code: upstream_rejected' }).click();
    await page.getByRole('button', { name: 'Remove the filter error code' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?status=parked&text=unknown+skill');
    await page.getByText('Filter', { exact: true }).click();
    await page.getByLabel('What to filter by').selectOption('tenant_id');
    await page.getByLabel('Value of tenant').fill('t_acme');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove the filter tenant: t_acme' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('sorts, has the columns that are chosen, and saves a view', async () => {
    const { page, faults } = await open('viewer', '?tenant_id=t_elm');
    await page.getByRole('button', { name: 'Retries' }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('retry_count');
    await page
      .getByRole('columnheader', { name: 'Retries' })
      .and(page.locator('[aria-sort="descending"]'))
      .waitFor();
    await page.getByText('Columns', { exact: true }).click();
    await page.getByRole('checkbox', { name: 'Schema' }).check();
    await page.getByRole('columnheader', { name: 'Schema' }).waitFor();
    await page.getByText('Views', { exact: true }).click();
    await page.getByLabel('Name of this view').fill('Elm by retries');
    await page.keyboard.press('Enter');
    await page.goto(`${suite.world.service.url}/console/events`);
    await page.getByRole('columnheader', { name: 'Schema' }).waitFor();
    await page.getByText('Views (1)').click();
    await page.getByRole('button', { name: 'Elm by retries', exact: true }).click();
    await page.getByRole('button', { name: 'Remove the filter tenant: t_elm' }).waitFor();
    expect(new URL(page.url()).search).toBe('?tenant_id=t_elm&sort=retry_count');
    expect(faults).toEqual([]);
  });

  it('is worked through by the keyboard: select, retry and next, discard with a reason', async () => {
    const { page, faults } = await open('operator', '?error_code=validation_failed&text=interaction_id');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = await nameIn(page, 2);
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(second);
    await page.keyboard.press('r');
    // The shipped schema refuses it again, and the list says so instead of hiding it.
    await row(page, 2).getByText('It failed again: missing required field').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(await nameIn(page, 3));
    await page.keyboard.press('x');
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.getByText('2 events selected').waitFor();
    await shot(page, 'selected');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('d');
    const dialog = page.getByRole('dialog', { name: 'Discard 2 events' });
    await dialog.getByLabel('Why').fill('a test of the sender');
    await page.keyboard.press('Enter');
    await dialog.getByText('2 of 2: 2 done').waitFor();
    await shot(page, 'several');
    await page.keyboard.press('Escape');
    await row(page, 3).getByText('It is discarded').waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('event-search');
    await page.keyboard.press('Escape');
    await page.keyboard.press('k');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/console\/events\/DLQ-/);
    expect(faults).toEqual([]);
  });

  it('leads all that match to the plan of a job, and to exports, with the same filter', async () => {
    const { page, faults } = await open('operator', '?status=parked&tenant_id=t_blau');
    await page.getByText('Export', { exact: true }).click();
    const csv = page.getByRole('link', { name: 'CSV' });
    expect(await csv.getAttribute('href')).toBe(
      '/api/v1/dlq/export?format=csv&status=parked&tenant_id=t_blau',
    );
    const [download] = await Promise.all([page.waitForEvent('download'), csv.click()]);
    expect(download.suggestedFilename()).toBe('dead-letters.csv');
    await download.cancel();
    await page.getByRole('link', { name: 'Plan a retry' }).click();
    await page.waitForURL(/\/console\/jobs\/new/);
    expect(new URL(page.url()).search).toBe('?action=retry&status=parked&tenant_id=t_blau');
    expect(faults).toEqual([]);
  });

  it('says to a viewer which role may retry and discard', async () => {
    const { page, faults } = await open('viewer');
    await page.getByText('Needs the role operator; yours is viewer').first().waitFor();
    await row(page, 1).getByRole('checkbox').check();
    await refusedFor(page.getByRole('button', { name: 'Retry 1' }), 'operator', 'viewer');
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 375, height: 700 } }],
  ] as const)('has nothing that axe finds, and no sideways scrolling: %s', async (name, options) => {
    const { page, faults } = await open('operator', '?status=parked', options);
    await shot(page, name);
    expect(await sidewaysScroll(page)).toBe(0);
    // Of rows that the bar at the bottom covers in part axe says that they are too small to touch.
    await page.goto(`${suite.world.service.url}/console/events?event_id=evt_7`);
    await row(page, 1).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('shows the list to somebody who signs in later', async () => {
    const { page, faults } = await openPage(suite.browser, {}, ['status of 401', 'status of 404']);
    await page.goto(`${suite.world.service.url}/console/events`);
    await page.getByLabel('API key').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#main').getByRole('button', { name: 'Sign in' }).click();
    await page.getByLabel('API key').fill(keys.of('viewer'));
    await page.keyboard.press('Enter');
    await row(page, 1).waitFor();
    expect(faults).toEqual([]);
  });

  it('says that nothing matches', async () => {
    const { page } = await openPage(suite.browser);
    await signedInAs(page, suite.world.service.url, keys.of('viewer'));
    await page.goto(`${suite.world.service.url}/console/events?tenant_id=t_nobody`);
    await page.getByText('No event matches').waitFor();
  });
});
