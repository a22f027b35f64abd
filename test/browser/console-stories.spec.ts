import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { countClicks } from '../support/counted-clicks.js';
import { deliver, send } from '../support/http.js';
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
});
