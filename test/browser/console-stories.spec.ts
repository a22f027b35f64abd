import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { countClicks } from '../support/counted-clicks.js';
import { deliver, send } from '../support/http.js';
import { refusedFor } from '../support/refused-for.js';
import { asRole, bearerOf, ROLE_KEYS_ENV } from '../support/role-keys.js';

const SEEDED = 20_000;
const NEW = 60;
const STRICT = '{"properties":{"payload":{"properties":{"amount":{"type":"number"}}}}}';
const LENIENT = '{"properties":{"payload":{"properties":{"amount":{"type":["number","string"]}}}}}';

/** What a person of each role comes for, with 20,000 older dead letters and one cause that is new. */
describe('stories in the console', () => {
  const suite = consoleSuite(SEEDED, { env: ROLE_KEYS_ENV });
  const at = (path: string) => `${suite.world.service.url}/console${path}`;

  beforeAll(async () => {
    const { url } = suite.world.service;
    const headers = bearerOf('admin');
    const etag = (await send(`${url}/api/v1/schemas`, { headers })).headers.get('etag')!;
    const put = { method: 'PUT', body: STRICT, headers: { ...headers, 'if-match': etag } };
    await send(`${url}/api/v1/schemas/v3`, put);
    for (let nth = 0; nth < NEW; nth++) {
      const event = { event_id: `new_${nth}`, schema_version: 'v3', payload: { amount: `${nth},50` } };
      await deliver(url, event);
    }
  });

  /** The address bar is no click, and neither is what is typed. */
  const open = async (page: Page, path: string) => {
    await page.goto(at(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
  };

  it('an admin finds the cause, corrects the schema, tries it, redrives, and sees it done: five clicks', async () => {
    const { page, faults } = await openPage(suite.browser, asRole('admin'));
    const counted = await countClicks(page);
    await open(page, '/');
    const cause = page.getByRole('row', { name: /payload\.amount must be a number/ }).first();
    await cause.getByRole('link', { name: 'Correct the schema' }).click();
    // The editor has the focus.
    await page
      .getByRole('textbox', { name: 'The text of v3.schema.json' })
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.insertText(LENIENT);
    await page.getByRole('button', { name: 'Check and put in force…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(`${NEW} of ${NEW} events of this cause would pass with this draft`).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    // The reason has the focus.
    await page.keyboard.type('senders write the amount as text');
    await dialog.getByRole('button', { name: 'Put in force' }).click();
    await page.getByText(`${NEW} of ${NEW} events of this cause would pass now`).waitFor();
    await page.getByRole('link', { name: 'Retry those that pass' }).click();
    const start = page.getByRole('button', { name: `Start: retry ${NEW} events` });
    await start.waitFor();
    // The number has the focus.
    await page.keyboard.type(String(NEW));
    await start.click();
    await page.getByRole('heading', { level: 1, name: `Retry ${NEW} events` }).waitFor();
    await page.getByText('completed', { exact: true }).waitFor({ timeout: 30_000 });
    await page.getByRole('img', { name: `Outcomes: ${NEW} succeeded` }).waitFor();
    const { clicks, seconds } = counted();
    process.stdout.write(
      `find, correct the schema, dry run, redrive, see it done: ${clicks} clicks, ${seconds} s\n`,
    );
    expect(clicks).toBe(5);
    expect(faults).toEqual([]);
  });

  it('a viewer looks at everything and changes nothing', { timeout: 180_000 }, async () => {
    const { page, faults } = await openPage(suite.browser, asRole('viewer'));
    const refused = (name: RegExp, role: 'operator' | 'admin') =>
      refusedFor(page.getByRole('button', { name }).first(), role, 'viewer');
    await open(page, '/causes');
    await page.getByText('missing required field: interaction_id').first().waitFor();
    await refused(/^Claim/, 'operator');
    expect(await axeFindings(page)).toEqual([]);
    await open(page, '/events');
    await page.getByText(/^20,\d{3} events match/).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.waitForURL(/\/events\/DLQ-/);
    await refused(/^Retry/, 'operator');
    await page.keyboard.press('r');
    await page.getByText('Needs the role operator; yours is viewer').first().waitFor();
    await open(page, '/jobs');
    await refused(/^New job/, 'operator');
    await open(page, '/schemas/v2.1.schema.json');
    await refused(/^Check and put in force/, 'admin');
    for (const path of ['/audit', '/settings', '/']) {
      await open(page, path);
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      expect(await axeFindings(page)).toEqual([]);
    }
    expect(faults).toEqual([]);
  });

  it(
    'an operator retries one event, discards another, and gets the rest through',
    { timeout: 180_000 },
    async () => {
      const { page, faults } = await openPage(suite.browser, asRole('operator'));
      const of = suite.world.counts[6]!;
      await open(page, '/causes');
      await page
        .getByRole('link', { name: /unknown skill/ })
        .first()
        .click();
      await page.getByText(new RegExp(`^${of} events match`)).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('r');
      await page.getByText('It passed and has left the queue').first().waitFor();
      await page.keyboard.press('d');
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Why (kept in the audit)').fill('a test of the sender');
      // The dialog names the event.
      await dialog
        .getByRole('list', { name: 'Which' })
        .getByText(/^evt_\d+$/)
        .waitFor();
      await dialog.getByRole('button', { name: /^Discard/ }).click();
      await dialog.getByText('1 of 1: 1 done').waitFor();
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('button', { name: 'Load again' }).click();
      await page.getByText(new RegExp(`^${of - 1} events match`)).waitFor();
      await page
        .getByRole('link', { name: /^Plan a retry|^Retry all/ })
        .first()
        .click();
      await page.getByText(/^Pace and stops/).click();
      await page.getByLabel('Events a second').fill('500');
      await page.getByRole('button', { name: 'Plan', exact: true }).click();
      const start = page.getByRole('button', { name: /^Start: retry/ });
      await start.waitFor();
      const number = /retry ([\d,]+) event/.exec(await start.innerText())![1]!;
      await page.getByLabel(/^To start, type the number/).fill(number);
      await start.click();
      await page.getByText('completed', { exact: true }).waitFor({ timeout: 60_000 });
      expect(faults).toEqual([]);
    },
  );
});
