import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { asRole, ROLE_KEYS_ENV } from '../support/role-keys.js';
import { SchemaDirectory } from '../support/schema-directory.js';

const WHY = /^The files of SCHEMA_DIR are in charge/;

describe('schemas in files, in the console', () => {
  const directory = new SchemaDirectory({
    'v2.1.schema.json': readFileSync('schemas/v2.1.schema.json', 'utf8'),
    'v2.0-to-v2.1.upcast.jsonata': '$',
  });
  const suite = consoleSuite(60, { env: { ...ROLE_KEYS_ENV, SCHEMA_DIR: directory.path } });
  afterAll(() => directory.delete());

  const at = (path: string) => `${suite.world.service.url}/console${path}`;

  it('shows them to an admin, says who is in charge, and sends no change', async () => {
    const { page, faults } = await openPage(suite.browser, asRole('admin'));
    const changes: string[] = [];
    page.on('request', (request) => {
      const reads = request.method() === 'GET' || request.url().endsWith('/dry-run');
      if (!reads) changes.push(`${request.method()} ${request.url()}`);
    });
    await page.goto(at('/schemas'));
    await page.getByText(WHY).waitFor();
    await page.getByText('from the files of SCHEMA_DIR').waitFor();
    expect(await page.getByRole('heading', { name: 'History' }).count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    for (const file of ['v2.1.schema.json', 'v2.0-to-v2.1.upcast.jsonata']) {
      await page.goto(at(`/schemas/${file}`));
      const editor = page.getByRole('textbox', { name: `The text of ${file}` });
      await editor.waitFor();
      for (const name of [/^Check and put in force/, /^Delete…/]) {
        const button = page.getByRole('button', { name });
        expect(await button.getAttribute('aria-disabled')).toBe('true');
        expect(await button.getAttribute('title')).toMatch(WHY);
        await button.click({ force: true });
      }
      expect(await page.getByRole('dialog').count()).toBe(0);
      await editor.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText('{ "title": "mine" }');
      expect(await page.getByText('"mine"').count()).toBe(0);
      expect(await page.getByRole('button', { name: 'Throw the draft away' }).count()).toBe(0);
    }
    // Looking at what parked events would do is still there.
    await page.goto(at('/schemas/v2.1.schema.json'));
    await page.getByRole('button', { name: 'Check against parked events' }).click();
    await page.getByText(/^\d+ of \d+ parked events would pass now/).waitFor();
    // A file that is not there cannot be begun.
    await page.goto(at('/schemas/v9.schema.json'));
    await page.getByText(WHY).first().waitFor();
    expect(await page.getByRole('button', { name: /^Check and put in force/ }).getAttribute('title')).toMatch(
      WHY,
    );
    expect(changes).toEqual([]);
    expect(faults.filter((fault) => !fault.includes('status of 404'))).toEqual([]);
  });

  it('takes a file that was changed in the directory, without a reload of the page', async () => {
    const { page, faults } = await openPage(suite.browser, asRole('viewer'));
    await page.goto(at('/schemas'));
    await page.getByRole('table', { name: 'Schema versions' }).waitFor();
    directory.write({ 'v7.schema.json': { type: 'object' } });
    await page.getByRole('link', { name: 'v7', exact: true }).waitFor();
    expect(faults).toEqual([]);
  });
});
