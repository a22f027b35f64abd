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
import { deliver } from '../support/http.js';
import { refusedFor } from '../support/refused-for.js';
import { asRole, ROLE_KEYS_ENV } from '../support/role-keys.js';

const EVERYTHING = '{ "type": "object" }';

describe('schemas in the console', () => {
  let world: ConsoleWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startConsoleWorld(300, { env: ROLE_KEYS_ENV });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await world?.service.close();
  });

  const at = (path: string) => `${world.service.url}/console${path}`;
  const editor = (page: Page) => page.getByRole('textbox', { name: 'The text of v2.1.schema.json' });
  const write = async (page: Page, text: string) => {
    await editor(page).click();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(text);
  };

  // It waits for what another person does, as the page learns of it: ten seconds and more.
  const LONG = { timeout: 120_000 };

  it('edits a schema, puts it in force, sees the parked events pass, and rolls back', LONG, async () => {
    const { page, faults } = await openPage(browser, asRole('admin'), ['412', '422']);
    await page.goto(at('/schemas'));
    await page.getByText('Nobody has changed the schemas yet').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'v2.1', exact: true }).click();
    await editor(page).waitFor();
    const check = page.getByRole('button', { name: /^Check (against|again)/ });
    await check.click();
    await page.getByText(/^\d+ of \d+ parked events would pass now/).waitFor();
    await page.getByText('missing required field: interaction_id').first().waitFor();
    const dialog = page.getByRole('dialog');
    const put = async (reason: string) => {
      await page.getByRole('button', { name: 'Check and put in force…' }).click();
      await dialog.getByLabel('Why (kept in the audit)').fill(reason);
      await dialog.getByRole('button', { name: 'Put in force' }).click();
    };

    // A set that is not sound is refused with its fields.
    await write(page, '{ "type": "nothing" }');
    await put('a mistake');
    await dialog.getByRole('alert').filter({ hasText: 'those in use stay' }).waitFor();
    // The check may have failed for the same reason, before or after: it is said once.
    await dialog.getByRole('group', { name: 'The check' }).waitFor({ state: 'detached' });
    expect(await dialog.getByRole('alert').allInnerTexts()).toEqual([
      expect.stringContaining('v2.1.schema.json'),
    ]);
    await dialog.getByRole('button', { name: 'Go on writing' }).click();

    // What was typed outlives a reload.
    await write(page, EVERYTHING);
    await page.reload();
    await editor(page).getByText(EVERYTHING).waitFor();

    // The parked events are tried by the draft, which is not in force.
    await check.click();
    await page.getByText(/^(\d+) of \1 parked events would pass with this draft/).waitFor();
    const inForce = await page.request.get(`${world.service.url}/api/v1/schemas/v2.1`);
    expect(await inForce.text()).toContain('interaction_id');
    await write(page, '{ "required": ["nothing"] }');
    await page.getByText('The text has changed since this check.').waitFor();
    await check.click();
    await page.getByText(/^0 of \d+ parked events would pass with this draft/).waitFor();
    await page
      .getByRole('list', { name: 'What would fail' })
      .getByText(/nothing/)
      .first()
      .waitFor();
    await write(page, EVERYTHING);

    // Somebody else changes the set meanwhile.
    await page.getByRole('button', { name: 'Check and put in force…' }).click();
    const { url } = world.service;
    const seen = await page.request.get(`${url}/api/v1/schemas`);
    const other = await page.request.put(`${url}/api/v1/schemas/v7?reason=a+new+version`, {
      headers: { 'if-match': seen.headers().etag! },
      data: { type: 'object' },
    });
    expect(other.status()).toBe(200);
    // Also where the page behind the dialog knows of it already.
    await page.getByText('The set in force was changed after you began.').waitFor();
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText('v2.1.schema.json is still the same.').waitFor();
    await page.getByText(/put v7\.schema\.json: a new version/).waitFor();
    await page.getByRole('button', { name: 'Compare my draft with the set as it is now' }).click();
    await editor(page).getByText(EVERYTHING).waitFor();

    await put('senders leave the interaction out');
    await page.getByText(/^(\d+) of \1 parked events would pass now/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    const retry = page.getByRole('link', { name: 'Retry those that pass' });
    expect(await retry.getAttribute('href')).toContain('/console/jobs/new?status=parked&schema_version=v2.1');
    await retry.click();
    await page.getByRole('button', { name: /^Start: retry/ }).waitFor();

    await page.goto(at('/schemas'));
    await page.getByText('senders leave the interaction out').waitFor();
    await page
      .getByRole('button', { name: /^Roll back to/ })
      .first()
      .click();
    await dialog.getByLabel('Why (kept in the audit)').fill('it let too much through');
    await dialog.getByRole('button', { name: /^Put in force/ }).click();
    await page.getByText('it let too much through').waitFor();
    const back = await (await page.request.get(`${url}/api/v1/schemas/v2.1`)).text();
    expect(back).toContain('interaction_id');
    expect(faults).toEqual([]);
  });

  it('deletes a version that nothing needs, says what that means, and brings it back', LONG, async () => {
    // The page of the file asks once more for it.
    const { page, faults } = await openPage(browser, asRole('admin'), ['status of 404']);
    const { url } = world.service;
    const waiting = ['one', 'two', 'three'];
    for (const event_id of waiting) await deliver(url, { event_id, schema_version: 'v9', payload: {} });
    const matched = waiting.length;
    const seen = await page.request.get(`${url}/api/v1/schemas`);
    const put = await page.request.put(`${url}/api/v1/schemas/v9?reason=a+ninth+version`, {
      headers: { 'if-match': seen.headers().etag! },
      data: { type: 'object' },
    });
    expect(put.status()).toBe(200);

    await page.goto(at('/schemas/v9.schema.json'));
    await page.getByRole('button', { name: 'Delete…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete v9.schema.json?' });
    await dialog.getByText(`${matched} events in the queue are of this version`).waitFor();
    const remove = dialog.getByRole('button', { name: `Delete, with no schema left for ${matched} events` });
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel(/^To go on, type the number/).fill(String(matched));
    await dialog.getByLabel('Why (kept in the audit)').fill('nobody sends it any more');
    await remove.click();
    await page.waitForURL(at('/schemas'));
    await page.getByText('nobody sends it any more').waitFor();
    await expect.poll(() => page.getByRole('link', { name: 'v9', exact: true }).count()).toBe(0);

    await page
      .getByRole('button', { name: /^Roll back to/ })
      .first()
      .click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Put in force/ })
      .click();
    await page.getByRole('link', { name: 'v9', exact: true }).waitFor();

    // Events that name no version need this one.
    await page.goto(at('/schemas/v2.1.schema.json'));
    await editor(page).waitFor();
    const needed = page.getByRole('button', { name: /^Delete…/ });
    expect(await needed.getAttribute('title')).toBe('Events that name no version are of v2.1');
    expect(faults).toEqual([]);
  });

  it('shows a viewer everything, changes nothing for one, and fits on a phone', async () => {
    const { page, faults } = await openPage(browser, {
      ...asRole('viewer'),
      viewport: { width: 375, height: 700 },
      colorScheme: 'dark',
    });
    await page.goto(at('/schemas'));
    await page.getByRole('table', { name: 'Schema versions' }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await page.goto(at('/schemas/v2.1.schema.json'));
    await editor(page).waitFor();
    const button = page.getByRole('button', { name: /^Check and put in force/ });
    for (const one of [button, page.getByRole('button', { name: /^Delete…/ })]) {
      await refusedFor(one, 'admin', 'viewer');
    }
    await write(page, EVERYTHING);
    expect(await page.getByText(EVERYTHING).count()).toBe(0);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
