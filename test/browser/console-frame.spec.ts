import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';

const VIEWS = ['Overview', 'Causes', 'Events', 'Jobs', 'Schemas', 'Audit', 'Settings'];

describe('the frame of the console', () => {
  const suite = consoleSuite(200);

  it('is where / leads, and each view has an address', async () => {
    const { page, faults } = await openPage(suite.browser);
    await page.goto(suite.world.service.url);
    expect(new URL(page.url()).pathname).toBe('/console');
    const navigation = page.getByRole('navigation', { name: 'Views' });
    for (const view of VIEWS) {
      await navigation.getByRole('link', { name: view }).click();
      await page.getByRole('heading', { level: 1, name: view }).waitFor();
      expect(await page.title()).toBe(`${view} · CXone DLQ`);
    }
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    await page.goto(`${suite.world.service.url}/console/nowhere/at/all`);
    await page.getByText('There is no such page').waitFor();
    expect(faults).toEqual([]);
  });

  it('goes by the keyboard: to a view, to the help, and by a command', async () => {
    const { page, faults } = await openPage(suite.browser);
    await page.goto(`${suite.world.service.url}/console`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await page.getByRole('heading', { level: 1, name: 'Causes' }).waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.getByText('Go to causes').waitFor();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill('audit');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('has nothing that axe finds, %s', async (colorScheme) => {
    const { page, faults } = await openPage(suite.browser, { colorScheme });
    await page.goto(`${suite.world.service.url}/console/causes`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('has its views in a bar at the bottom of a phone', async () => {
    const { page, faults } = await openPage(suite.browser, { viewport: { width: 375, height: 700 } });
    await page.goto(`${suite.world.service.url}/console`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    expect(await sidewaysScroll(page)).toBe(0);
    await page.getByText('More').click();
    await page.getByRole('link', { name: 'Settings' }).filter({ visible: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
