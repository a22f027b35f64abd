import type { Page } from 'playwright-core';
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
    await expect.poll(() => rows.count()).toBe(6);
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

  /** Where the brush is, as parts of the chart's width; `null`: there is none. */
  const brushOf = (page: Page) =>
    page.evaluate(() => {
      const [over, select] = ['.u-over', '.u-select'].map((name) =>
        document.querySelector(`.chart ${name}`)!.getBoundingClientRect(),
      );
      const width = over!.width;
      return select!.width === 0 ? null : [(select!.left - over!.left) / width, select!.width / width];
    });
  const drag = async (page: Page, from: number, to: number) => {
    const box = (await page.locator('.chart .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * from, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, box.y + 30, { steps: 5 });
    await page.mouse.up();
  };
  const hours = (page: Page) => {
    const { searchParams } = new URL(page.url());
    const [from, to] = ['from', 'to'].map((name) => Date.parse(searchParams.get(name)!));
    return (to! - from!) / 3_600_000;
  };

  it('keeps the brush at the time of the filter: in another size, other colours, a reload, and the way back', async () => {
    const { page, faults } = await open('/console?range=7+d');
    expect(await brushOf(page)).toBeNull();
    await drag(page, 0.4, 0.6);
    await page.waitForURL(/from=.*to=/);
    // The time itself takes the middle; half of it is around, before and behind.
    const isInTheMiddle = async () => {
      await expect.poll(() => brushOf(page)).toEqual([expect.closeTo(0.25, 1), expect.closeTo(0.5, 1)]);
    };
    await isInTheMiddle();
    const address = page.url();
    const legend = await page.locator('.chart-legend strong').allInnerTexts();
    await page.setViewportSize({ width: 900, height: 800 });
    await isInTheMiddle();
    await page.setViewportSize({ width: 375, height: 800 });
    await isInTheMiddle();
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.getByRole('button', { name: /^Colours/ }).click();
    await isInTheMiddle();
    await page.emulateMedia({ colorScheme: 'dark' });
    await isInTheMiddle();
    await page.reload();
    await isInTheMiddle();
    expect(page.url()).toBe(address);
    expect(await page.locator('.chart-legend strong').allInnerTexts()).toEqual(legend);
    // A click brushes nothing and takes nothing away.
    await page.locator('.chart .u-over').click({ position: { x: 20, y: 20 } });
    await page.locator('.chart .u-over').dblclick({ position: { x: 30, y: 20 } });
    await isInTheMiddle();
    await page.getByRole('button', { name: '24 h' }).click();
    await expect.poll(() => brushOf(page)).toBeNull();
    expect(faults).toEqual([]);
  });

  it('makes the brushed time smaller and larger again, and counts what is in it', async () => {
    const { page, faults } = await open('/console?range=7+d');
    await drag(page, 0.2, 0.8);
    await page.waitForURL(/from=.*to=/);
    const first = hours(page);
    await expect.poll(() => brushOf(page)).not.toBeNull();
    await page.waitForFunction(() => document.querySelectorAll('.chart canvas').length === 1);
    const { searchParams } = new URL(page.url());
    const answer = await page.request.get(
      `${suite.world.service.url}/api/v1/dlq/events?limit=1&from=${searchParams.get('from')}&to=${searchParams.get('to')}`,
    );
    const { matched } = (await answer.json()) as { matched: number };
    const counted = async () =>
      (await page.locator('.chart-legend strong').allInnerTexts()).reduce(
        (sum, text) => sum + Number(text.replaceAll(',', '')),
        0,
      );
    await expect.poll(counted).toBe(matched);
    await drag(page, 0.45, 0.55);
    await expect.poll(() => hours(page)).toBeLessThan(first / 2);
    const second = hours(page);
    await expect.poll(() => brushOf(page)).toEqual([expect.closeTo(0.25, 1), expect.closeTo(0.5, 1)]);
    await drag(page, 0.02, 0.98);
    await expect.poll(() => hours(page)).toBeGreaterThan(second);
    expect(faults).toEqual([]);
  });

  it('leaves the brush in the hand while a newer answer comes', async () => {
    const { page, faults } = await open('/console?range=7+d');
    const box = (await page.locator('.chart .u-over').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.4, box.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 30, { steps: 3 });
    const answered = page.waitForResponse(/timeline/);
    // As after an action of a person: everything is asked again.
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await (await answered).finished();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 3 });
    await page.mouse.up();
    await page.waitForURL(/from=.*to=/);
    expect(hours(page)).toBeGreaterThan(24);
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
