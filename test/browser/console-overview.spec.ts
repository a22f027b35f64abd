import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';

describe('the overview of the console', () => {
  const suite = consoleSuite(2_000);

  const open = async (path = '/console', options = {}) => {
    const opened = await openPage(suite.browser, options);
    await opened.page.goto(suite.world.service.url + path);
    await opened.page.locator('.chart canvas').waitFor();
    return opened;
  };

  it('says in words how it is, and what hurts most, on one screen', async () => {
    const { page, faults } = await open();
    await page.getByText('1,300 events are parked and wait for a decision.').waitFor();
    const rows = page.getByRole('region', { name: 'Causes' }).locator('tbody tr');
    expect(await rows.count()).toBe(6);
    expect(await rows.first().innerText()).toContain('unknown skill');
    expect(await rows.nth(1).innerText()).toContain('800');
    for (const card of [
      'Failures by cause',
      'What hurts most',
      'Backlog',
      'Under way',
      'Targets and CXone',
    ]) {
      const box = await page.getByRole('region', { name: card }).boundingBox();
      expect([card, box!.y + box!.height <= 800]).toEqual([card, true]);
    }
    expect(faults).toEqual([]);
  });

  it('looks closer at a time that is brushed, and leads to its events', async () => {
    const { page, faults } = await open('/console?range=7+d');
    const over = page.locator('.chart .u-over');
    const box = (await over.boundingBox())!;
    const y = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * 0.4, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, y, { steps: 5 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    const { searchParams } = new URL(page.url());
    const days = (Date.parse(searchParams.get('to')!) - Date.parse(searchParams.get('from')!)) / 86_400_000;
    expect(days).toBeGreaterThan(1.2);
    expect(days).toBeLessThan(1.6);
    const events = await page.getByRole('link', { name: 'Show events' }).getAttribute('href');
    expect(new URL(events!, suite.world.service.url).searchParams.get('from')).toBe(searchParams.get('from'));
    await page.goBack();
    await page.waitForURL(/range=7/);
    expect(faults).toEqual([]);
  });

  it('is brushed by the keyboard as well', async () => {
    const { page, faults } = await open();
    await page.getByRole('application', { name: /^Chart/ }).focus();
    await page.keyboard.press('ArrowLeft');
    await page.locator('.chart-note').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/from=.*to=/);
    expect(faults).toEqual([]);
  });

  it('says that the service does not answer, keeps what is known, and goes on by itself', async () => {
    const { page } = await open();
    await page.getByText('1,300 events are parked').waitFor();
    await page.context().setOffline(true);
    await page.getByText('The service does not answer since').waitFor({ timeout: 25_000 });
    await page.getByText('1,300 events are parked').waitFor();
    await page.context().setOffline(false);
    await page.getByText('The service does not answer since').waitFor({ state: 'detached', timeout: 25_000 });
  });

  it.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 375],
  ] as const)('has nothing that axe finds, %s at %d px', async (colorScheme, width) => {
    const { page, faults } = await open('/console', { colorScheme, viewport: { width, height: 800 } });
    await page.getByText('1,300 events are parked').waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(faults).toEqual([]);
  });
});
