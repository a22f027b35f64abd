import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { asRole, bearerOf, ROLE_KEYS_ENV } from '../support/role-keys.js';

const FILTER = 'error_code=unknown_schema_version';

describe('undoing a job in the console', () => {
  const suite = consoleSuite(300, { env: ROLE_KEYS_ENV });

  const at = (path: string) => `${suite.world.service.url}/console${path}`;
  const oneOf = async (filter: string) => {
    const answer = await fetch(`${suite.world.service.url}/api/v1/dlq/events?limit=1&${filter}`, {
      headers: bearerOf('viewer'),
    });
    return (await answer.json()) as { items: Array<{ trace_id: string }>; matched: number };
  };

  it('puts back what arrived, by a job of its own, for an operator; and says to a viewer who may', async () => {
    const number = suite.world.counts[5]!;
    const { page, faults } = await openPage(suite.browser, asRole('operator'));
    await page.goto(at(`/jobs/new?action=correct&${FILTER}`));
    await page.getByLabel('Patch (JSON)').fill('{"payload":{"interaction_id":"int_corrected"}}');
    await page.getByRole('radio', { name: /^Leave it parked/ }).check();
    await page.getByText(/^Pace and stops/).click();
    await page.getByLabel('Events a second').fill('500');
    await page.getByRole('button', { name: 'Plan' }).click();
    await page.getByLabel(/^To start, type the number/).fill(String(number));
    await page.keyboard.press('Enter');
    const corrected = page.getByRole('heading', { level: 1, name: `Correct ${number} events` });
    await corrected.waitFor();
    const job = page.url();
    await page.getByText('completed', { exact: true }).waitFor();

    const outcomes = await page.getByRole('img', { name: /^Outcomes:/ }).getAttribute('aria-label');
    expect(outcomes).toContain(`${number} corrected`);
    expect((await oneOf('edited=true')).matched).toBe(number);

    await page.getByRole('button', { name: 'Undo the corrections…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Undo the corrections of this job?' });
    const undo = dialog.getByRole('button', { name: /^Undo: look at/ });
    expect(await undo.getAttribute('aria-disabled')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByLabel(/^To go on, type the number/).fill(String(number));
    await dialog.getByLabel('Why (kept in the audit)').fill('the wrong id');
    await undo.click();
    await page.getByRole('heading', { level: 1, name: /^Undo/ }).waitFor();
    expect(page.url()).not.toBe(job);
    await page.getByText('completed', { exact: true }).waitFor();
    await page.getByRole('img', { name: `Outcomes: ${number} restored` }).waitFor();
    await page.getByText('the wrong id').waitFor();
    // The way back to what it has undone.
    await page.getByRole('link', { name: new URL(job).pathname.split('/').at(-1)!, exact: true }).click();
    await corrected.waitFor();
    const { items } = await oneOf(FILTER);
    await page.goto(at(`/events/${items[0]!.trace_id}`));
    const json = page.getByRole('region', { name: 'JSON of the event' });
    await json.getByText('interaction_id').waitFor();
    expect(await json.innerText()).not.toContain('int_corrected');

    const viewer = await openPage(suite.browser, asRole('viewer'));
    await viewer.page.goto(job);
    const shown = viewer.page.getByRole('button', { name: /^Undo the corrections/ });
    await refusedFor(shown, 'operator', 'viewer');
    expect([...faults, ...viewer.faults]).toEqual([]);
  });
});
