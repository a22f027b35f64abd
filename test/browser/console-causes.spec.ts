import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { digestOfKey, newApiKey } from '../../src/access/keys/api-key.js';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { SEEDED_CAUSES } from '../support/seeded-events.js';
import { clickAfterSession } from '../support/signed-in-page.js';

const KEYS = { viewer: newApiKey(randomBytes), operator: newApiKey(randomBytes) };
const MISSING = SEEDED_CAUSES[0]!.failure.reason;

describe('the causes of the console', () => {
  const keys = Object.entries(KEYS).map(([role, key]) => `${role}-key:${role}:${digestOfKey(key)}`);
  const env = { ACCESS_KEYS: keys.join(','), SESSION_SECRET: 's'.repeat(32) };
  const suite = consoleSuite(700, { env });

  const openAs = async (role: keyof typeof KEYS, options = {}) => {
    const opened = await openPage(suite.browser, options, ['status of 401', '/api/v1/session/sign-in']);
    await opened.page.goto(`${suite.world.service.url}/console/causes`);
    await opened.page.getByLabel('API key').fill(KEYS[role]);
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('.cause').first().waitFor();
    return opened;
  };
  const cause = (page: Page, error: string) => page.getByRole('article', { name: error });

  it('lists why events fail, with the new ones first to be seen', async () => {
    const { page, faults } = await openAs('viewer');
    expect(await page.locator('.cause').count()).toBe(7);
    expect(await page.locator('.cause').first().innerText()).toContain(`${suite.world.counts[0]}`);
    await page.getByText('1 new cause').waitFor();
    await page.getByRole('button', { name: /unknown skill/ }).click();
    expect(await page.locator('.cause-chosen').innerText()).toContain('unknown skill');
    await page.getByLabel('Words of the error').fill('billing');
    await page.waitForURL(/text=billing/);
    await page.getByText('1 cause of unresolved events').waitFor();
    await page.getByLabel('Words of the error').fill('');
    await page.getByLabel('Words of the error').pressSequentially('unknown skill', { delay: 5 });
    await page.waitForURL(/text=unknown\+skill/);
    expect(faults).toEqual([]);
  });

  it('shows a viewer what an operator may do', async () => {
    const { page, faults } = await openAs('viewer');
    const claim = cause(page, MISSING).getByRole('button', { name: /^Claim/ });
    await refusedFor(claim, 'operator', 'viewer');
    await claim.click({ force: true });
    await cause(page, MISSING).getByRole('button', { name: 'Dry run' }).click();
    await cause(page, MISSING).getByText('0 of 100 would pass now').waitFor();
    expect(faults).toEqual([]);
  });

  it('claims, acknowledges and mutes a cause, and says so once it is done', async () => {
    const { page, faults } = await openAs('operator');
    await cause(page, MISSING).getByRole('button', { name: 'Claim' }).click();
    await cause(page, MISSING).getByText('operator-key looks after it').waitFor();
    await cause(page, MISSING).getByRole('button', { name: 'Acknowledge' }).click();
    await cause(page, MISSING).getByText('acknowledged', { exact: true }).waitFor();
    await cause(page, MISSING).getByRole('button', { name: 'Mute…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Note on a cause' });
    expect(await dialog.getByRole('radio', { name: /Muted/ }).isChecked()).toBe(true);
    await dialog.getByLabel('What people should know').fill('the sender mends it on Friday');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The note is saved').first().waitFor();
    await cause(page, MISSING).getByText('the sender mends it on Friday').waitFor();
    await cause(page, MISSING).getByText('operator-key looks after it').waitFor();
    expect(faults).toEqual([]);
  });

  it('shows what somebody else has written meanwhile, and loses nothing', async () => {
    const { page } = await openAs('operator');
    const { page: other } = await openAs('operator');
    const error = SEEDED_CAUSES[1]!.failure.reason;
    const write = async (on: Page, text: string) => {
      await cause(on, error).getByRole('button', { name: 'Note…' }).click();
      await on.getByLabel('What people should know').fill(text);
    };
    await write(page, 'mine');
    await write(other, 'theirs');
    await other.getByRole('button', { name: 'Save' }).click();
    await other.getByText('The note is saved').first().waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('wrote meanwhile').waitFor();
    expect(await page.getByRole('dialog').innerText()).toContain('“theirs”');
    expect(await page.getByLabel('What people should know').inputValue()).toBe('mine');
    await page.getByRole('button', { name: 'Save over it' }).click();
    await cause(page, error).getByText('“mine”').waitFor();
  });

  it('asks to sign in again where the session has ended, keeps the draft, and goes on', async () => {
    const { page, faults } = await openAs('operator');
    const error = SEEDED_CAUSES[2]!.failure.reason;
    await page.locator('.cause', { hasText: 'billing' }).getByRole('button', { name: 'Note…' }).click();
    await page.getByLabel('What people should know').fill('a long text');
    await clickAfterSession(page, page.getByRole('button', { name: 'Save' }));
    const signIn = page.getByRole('dialog', { name: 'Your session has ended' });
    await signIn.getByLabel('API key').fill(KEYS.operator);
    await signIn.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The note is saved').first().waitFor();
    await page.getByText('“a long text”').waitFor();
    expect(error).toContain('billing');
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', 1280],
    ['dark', 375],
  ] as const)('has nothing that axe finds, %s at %d px', async (colorScheme, width) => {
    const { page, faults } = await openAs('operator', { colorScheme, viewport: { width, height: 800 } });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Note…' }).first().click();
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(faults).toEqual([]);
  });
});
