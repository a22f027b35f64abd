import type { Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { openPage } from '../support/console-world.js';

describe('the console by the keyboard alone', () => {
  const suite = consoleSuite(300);

  const press = async (page: Page, ...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  /** As far as it takes, until something has the focus. */
  const tabTo = async (page: Page, wanted: Locator) => {
    for (let times = 0; times < 60; times++) {
      if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${wanted.toString()}`);
  };

  const LONG = { timeout: 120_000 };

  it(
    'finds the cause, corrects one event, corrects and retries the others, and sees it done',
    LONG,
    async () => {
      const { page, faults } = await openPage(suite.browser, {}, ['status of 404']);
      await page.goto(`${suite.world.service.url}/console`);
      await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
      await press(page, 'g', 'c');
      // The cause of most events comes first.
      await page.getByText('missing required field: interaction_id').first().waitFor();
      await press(page, 'j', 'v');
      await page.getByText(new RegExp(`^${suite.world.counts[0]!} events match`)).waitFor();
      const group = new URL(page.url()).searchParams.get('group')!;
      await press(page, 'j', 'Enter');
      await page.getByText('“interaction_id” is missing here').waitFor();
      await press(page, 'e');
      const editor = page.getByRole('textbox', { name: 'The event as JSON' });
      await editor.and(page.locator(':focus')).waitFor();
      const text = (await editor.innerText()).replace(
        '"payload": {',
        '"payload": { "interaction_id": "int_1",',
      );
      await press(page, 'Control+a');
      await page.keyboard.insertText(text);
      await page.locator('#main').getByText('Its schema takes it').waitFor();
      // The editor lets Tab out: the reason is next, and then the button.
      await press(page, 'Tab');
      await page.keyboard.type('the sender forgot the interaction');
      await press(page, 'Tab');
      await page.getByRole('button', { name: 'Correct and retry' }).and(page.locator(':focus')).waitFor();
      await press(page, 'Enter');
      await page.locator('#main').getByText('It passed and has left the queue').waitFor();
      await press(page, 'u');
      await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
      await press(page, 'Control+k');
      await page.getByRole('combobox').waitFor();
      await page.keyboard.type('plan retry all');
      await press(page, 'Enter');
      await page.waitForURL(/\/console\/jobs\/new/);
      expect(new URL(page.url()).search).toBe(`?action=retry&group=${group}`);

      const rest = suite.world.counts[0]! - 1;
      await tabTo(page, page.getByRole('radio', { name: /^Retry/ }).first());
      await page.keyboard.press('ArrowDown');
      await tabTo(page, page.getByLabel('Patch (JSON)'));
      await page.keyboard.insertText('[{"op":"add","path":"/payload/interaction_id","value":"int_1"}]');
      await tabTo(page, page.getByLabel('Why (kept in the audit)'));
      await page.keyboard.type('the sender forgot the interaction');
      await press(page, 'Enter');
      await page.getByText(`All ${rest} events tried without sending`).waitFor();
      await tabTo(page, page.getByLabel(/^To start, type the number/));
      await page.keyboard.type(String(rest));
      await press(page, 'Enter');
      await page.getByText('completed', { exact: true }).waitFor({ timeout: 60_000 });
      await page.getByRole('img', { name: `Outcomes: ${rest} succeeded` }).waitFor();
      expect(faults).toEqual([]);
    },
  );

  it('presses by Enter what has the focus, and not what the list has a key for', async () => {
    const { page, faults } = await openPage(suite.browser);
    await page.goto(`${suite.world.service.url}/console/events`);
    await page.getByRole('row').nth(1).getByRole('link').waitFor();
    await page.keyboard.press('j');
    await page.getByRole('button', { name: 'Retries' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/sort=retry_count/);
    await page.getByRole('navigation').getByRole('link', { name: 'Causes' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Causes' }).waitFor();
    expect(faults).toEqual([]);
  });
});
