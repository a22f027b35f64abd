import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
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

const EVENTS = 2_000;

describe('jobs in the console', () => {
  let world: ConsoleWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startConsoleWorld(EVENTS, { env: ROLE_KEYS_ENV });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.service.close();
  });

  const at = (path: string) => `${world.service.url}/console${path}`;
  const typeNumber = (page: Page, number: number) =>
    page.getByLabel(/^To (start|go on), type the number/).fill(String(number));

  it('shows a viewer everything, and does nothing for one', async () => {
    const { page, faults } = await openPage(browser, asRole('viewer'));
    await page.goto(at('/jobs'));
    await page.getByText('There are no jobs').waitFor();
    const button = page.getByRole('button', { name: /^New job/ });
    await refusedFor(button, 'operator', 'viewer');
    await button.click({ force: true });
    expect(new URL(page.url()).pathname).toBe('/console/jobs');
    await page.goto(at('/jobs/new?error_code=upstream_error&plan=now'));
    const plan = page.getByRole('button', { name: /^Plan/ });
    await plan.waitFor();
    expect(await plan.getAttribute('aria-disabled')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    expect(faults.filter((fault) => !fault.includes('403'))).toEqual([]);
  });

  it('plans a job, asks for the number, runs it with progress that is pushed, and shows its report', async () => {
    const [, number] = world.counts;
    const { page, faults } = await openPage(browser, asRole('operator'), ['400']);
    const streams: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/stream')) streams.push(request.url());
    });
    await page.goto(at('/jobs/new?error_code=upstream_error'));
    await page.getByText('that failed with upstream_error').waitFor();
    await page.getByLabel('Why (kept in the audit)').fill('the CRM is up again');
    // What was typed outlives a reload.
    await page.reload();
    expect(await page.getByLabel('Why (kept in the audit)').inputValue()).toBe('the CRM is up again');
    await page.getByText(/^Pace and stops/).click();
    await page.getByLabel('Events a second').fill('10');
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByText(`All ${number} events tried without sending`).waitFor();
    await page.getByRole('img', { name: `What the trial found: ${number} would pass` }).waitFor();
    const start = page.getByRole('button', { name: /^Start: retry/ });
    expect(await start.getAttribute('aria-disabled')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    await typeNumber(page, number! - 1);
    await start.click({ force: true });
    expect(new URL(page.url()).pathname).toBe('/console/jobs/new');
    await typeNumber(page, number!);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: `Retry ${number} events` }).waitFor();
    await page.getByText('Events that failed with upstream_error.').waitFor();
    const controls = page.getByRole('form', { name: 'Control the job' });
    await controls.getByLabel('Events a second').fill('0');
    await controls.getByRole('button', { name: 'Set the pace' }).click();
    await controls.getByText('rate_per_second: a number from 0.1 to 1000.').waitFor();
    await controls.getByLabel('Events a second').fill('2');
    await controls.getByRole('button', { name: 'Set the pace' }).click();
    await page.getByText('2 a second, 8 at once', { exact: true }).waitFor();
    // The number that a cancellation asks for stays, though the job goes on.
    await controls.getByRole('button', { name: /^Cancel the job/ }).click();
    const asked = page.locator('label', { hasText: 'To go on, type the number' });
    const done = page.getByRole('region', { name: 'Progress' }).locator('dd').first();
    const [askedFirst, doneFirst] = [await asked.textContent(), await done.textContent()];
    await expect.poll(() => done.textContent(), { timeout: 10_000 }).not.toBe(doneFirst);
    expect(await asked.textContent()).toBe(askedFirst);
    await page.getByRole('button', { name: 'Leave it' }).click();
    await controls.getByRole('button', { name: 'Pause' }).click();
    await controls.getByRole('button', { name: 'Resume' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await controls.getByLabel('Events a second').fill('500');
    await controls.getByRole('button', { name: 'Set the pace' }).click();
    await controls.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('completed', { exact: true }).waitFor();
    await page.getByRole('img', { name: `Outcomes: ${number} succeeded` }).waitFor();
    expect(streams.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: `succeeded ${number}` }).click();
    const rows = page.getByRole('table', { name: 'Members' }).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(25);
    await page.getByRole('button', { name: 'Next' }).click();
    await expect
      .poll(() => page.getByRole('button', { name: /^Back/ }).getAttribute('aria-disabled'))
      .toBe('false');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Report' }).click();
    const file = await (await downloading).path();
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(number!);
    await page.getByRole('link', { name: 'Jobs' }).first().click();
    await page.getByRole('link', { name: `Retry ${number} events` }).waitFor();
    await page.getByText('the CRM is up again').waitFor();
    expect(faults).toEqual([]);
  });

  it('stops at its canary, says why, and is cancelled by the number that is left', async () => {
    const [number] = world.counts;
    const { page, faults } = await openPage(browser, asRole('operator'));
    await page.goto(at('/jobs/new?tenant_id=t_acme&error_code=validation_failed&plan=now'));
    await page
      .getByText(/would fail/)
      .first()
      .waitFor();
    const heading = await page.getByRole('button', { name: /^Start: retry/ }).textContent();
    const matched = Number(/\d+/.exec(heading!.replaceAll(',', ''))![0]);
    expect(matched).toBeLessThan(number!);
    await typeNumber(page, matched);
    await page.keyboard.press('Enter');
    const why = page.getByRole('region', { name: 'Why it stopped' });
    await why.getByText('The job stopped itself.').waitFor();
    await why.getByText('missing required field: interaction_id').first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: /^Cancel the job/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Cancel this job?' });
    await typeNumber(page, matched - 1);
    await dialog.getByRole('button', { name: /^Cancel, and leave out/ }).click();
    await page.getByText('cancelled', { exact: true }).waitFor();
    await page.getByRole('button', { name: /^not tried/ }).click();
    await page.getByText('The job ended before it came to it.').waitFor();
    expect(faults).toEqual([]);
  });

  it('says that the number has moved, starts nothing, and shows the new plan', async () => {
    const { page, faults } = await openPage(browser, asRole('operator'), ['409']);
    await page.goto(at('/jobs/new?action=discard&error_code=unknown_schema_version&plan=now'));
    const number = world.counts[5]!;
    await typeNumber(page, number);
    const { items } = (await (
      await page.request.get(
        `${world.service.url}/api/v1/dlq/events?error_code=unknown_schema_version&limit=1`,
      )
    ).json()) as { items: Array<{ trace_id: string }> };
    await page.request.post(`${world.service.url}/api/v1/dlq/events/${items[0]!.trace_id}/discard`, {
      data: {},
    });
    await page.getByRole('button', { name: /^Start: discard/ }).click();
    await page.getByText(`Nothing was started: ${number - 1} match now, and not ${number}`).waitFor();
    await typeNumber(page, number - 1);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: `Outcomes: ${number - 1} discarded` }).waitFor();
    expect(faults).toEqual([]);
  });

  it('corrects by a patch: three examples with what changes', async () => {
    const { page, faults } = await openPage(browser, asRole('operator'));
    await page.goto(at('/jobs/new?action=correct&tenant_id=t_blau&error_code=validation_failed'));
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByText('A JSON Patch (a list) or a merge patch (an object), as JSON').waitFor();
    await page
      .getByLabel('Patch (JSON)')
      .fill('{"payload":{"interaction_id":"int_0","case":12345678901234567890}}');
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByText('/payload/interaction_id: "int_0"').first().waitFor();
    await page.getByText('/payload/case: 12345678901234567890').first().waitFor();
    expect(await page.getByText('would pass', { exact: true }).count()).toBeGreaterThanOrEqual(3);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('erases for an admin alone', async () => {
    const path = at('/jobs/new?action=erase&text=unknown+skill&plan=now');
    const operator = await openPage(browser, asRole('operator'), ['403']);
    await operator.page.goto(path);
    const plan = operator.page.getByRole('button', { name: /^Plan/ });
    await refusedFor(plan, 'admin', 'operator');
    const number = world.counts[6]!;
    const { page, faults } = await openPage(browser, asRole('admin'));
    await page.goto(path);
    await page.getByText('This cannot be undone.').first().waitFor();
    await typeNumber(page, number);
    await page.getByRole('button', { name: /^Start: erase/ }).click();
    await page.getByRole('img', { name: `Outcomes: ${number} erased` }).waitFor();
    await page.getByText(/^What remains in \d+ other places$/).click();
    await page.getByText('Entries are never changed.').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(at('/jobs'));
    await page.getByRole('link', { name: `Erase ${number} events` }).waitFor();
    expect([...operator.faults, ...faults]).toEqual([]);
  });

  it('fits on a phone', async () => {
    const { page, faults } = await openPage(browser, {
      ...asRole('operator'),
      viewport: { width: 375, height: 700 },
      colorScheme: 'dark',
    });
    await page.goto(at('/jobs'));
    await page
      .getByRole('link', { name: /^Retry/ })
      .first()
      .waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await page
      .getByRole('link', { name: /^Retry/ })
      .first()
      .click();
    const members = page.getByRole('heading', { name: 'Members' });
    // What the bar at the bottom covers is no finding: it is reached by scrolling.
    await members.evaluate((heading) => heading.scrollIntoView());
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    await page.goto(at('/jobs/new?text=crm&plan=now'));
    await page.getByRole('button', { name: /^Start/ }).scrollIntoViewIfNeeded();
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
