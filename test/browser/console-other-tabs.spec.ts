import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { clickAfterSession, keysFor, signedInAs } from '../support/signed-in-page.js';

const keys = keysFor('viewer', 'operator', 'admin');
/** A session that is gone is asked for again; there is no identity provider. */
const EXPECTED = ['status of 401', '/api/v1/session'];

describe('a tab of the console while another tab signs in', () => {
  const suite = consoleSuite(100, { env: keys.env });
  const person = (page: Page) => page.locator('.menu > summary');
  const editor = (page: Page) => page.getByRole('textbox', { name: 'The event as JSON' });

  /** A second tab of the same browser, in which somebody signs out and in again as another one. */
  const signInElsewhere = async (page: Page, role: 'viewer' | 'operator' | 'admin') => {
    const other = await page.context().newPage();
    await other.goto(`${suite.world.service.url}/console/settings`);
    await person(other).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    const dialog = other.getByRole('dialog', { name: 'Sign in' });
    await dialog.getByLabel('API key').fill(keys.of(role));
    await other.keyboard.press('Enter');
    await person(other).getByText(role, { exact: true }).first().waitFor();
    await other.close();
  };

  /** A tab in which an operator has begun to correct an event. */
  const withDraft = async () => {
    const opened = await openPage(suite.browser, {}, EXPECTED);
    const { page } = opened;
    await signedInAs(page, suite.world.service.url, keys.of('operator'));
    await page.goto(`${suite.world.service.url}/console/events?error_code=validation_failed`);
    await page.locator('[role="row"][aria-rowindex="2"]').getByRole('link').click();
    await page.waitForURL(/\/console\/events\/DLQ-/);
    await page.getByRole('button', { name: 'Retry now' }).waitFor();
    await page.keyboard.press('e');
    await editor(page).click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.insertText('"written":"by the operator",');
    await page.getByRole('list', { name: 'What is changed' }).getByText('/written').waitFor();
    return opened;
  };
  const sendButton = (page: Page) => page.getByRole('button', { name: 'Correct and retry' });

  it('begins anew under the name of another person, without the draft, and disables what that role may not do', async () => {
    const { page, faults } = await withDraft();
    await signInElsewhere(page, 'viewer');
    await person(page).getByText('viewer', { exact: true }).first().waitFor();
    await expect.poll(() => page.evaluate(() => sessionStorage.length)).toBe(0);
    await refusedFor(page.getByRole('button', { name: 'Retry now' }), 'operator', 'viewer');
    expect(await page.getByText('by the operator').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('does not do under the other name what a person had asked for when the session ended', async () => {
    const { page, faults } = await withDraft();
    await clickAfterSession(page, sendButton(page));
    await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
    const other = await page.context().newPage();
    await signedInAs(other, suite.world.service.url, keys.of('admin'));
    await other.goto(`${suite.world.service.url}/console/settings`);
    await person(other).getByText('admin', { exact: true }).first().waitFor();
    await person(page).getByText('admin', { exact: true }).first().waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const traceId = new URL(page.url()).pathname.split('/').at(-1)!;
    const answer = await page.request.get(`${suite.world.service.url}/api/v1/dlq/events/${traceId}`);
    expect(await answer.text()).not.toContain('by the operator');
    expect(faults).toEqual([]);
    await page.context().close();
  });

  it('is not told of a session that it has already', async () => {
    const { page, faults } = await openPage(suite.browser, {}, EXPECTED);
    await signedInAs(page, suite.world.service.url, keys.of('admin'));
    await page.goto(`${suite.world.service.url}/console`);
    await person(page).getByText('admin', { exact: true }).first().waitFor();
    // The same session again: nobody is told of it.
    const asked: string[] = [];
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/api/v1/me') asked.push(request.url());
    });
    const other = await page.context().newPage();
    await other.goto(`${suite.world.service.url}/console/settings`);
    await person(other).getByText('admin', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'Audit' }).first().click();
    await page.getByRole('heading', { name: 'Audit' }).waitFor();
    expect(asked).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
