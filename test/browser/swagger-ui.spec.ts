import { mkdir } from 'node:fs/promises';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describe('Swagger UI', () => {
  let service: TestApp;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: FLAGS });
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('requestfailed', (request) => faults.push(request.url()));
  });

  afterAll(async () => {
    await browser?.close();
    await service?.close();
  });

  it('lets an operator retry a dead letter with nothing but the page', async () => {
    const { body } = await deliver(service.url, { event_id: 'evt_browser', payload: {} });
    await page.goto(`${service.url}/docs`);
    const retry = page.locator('.opblock', {
      has: page.locator('[data-path="/api/v1/dlq/events/{trace_id}/retry"]'),
    });
    await retry.locator('.opblock-summary').click();
    await retry.getByText('Due or not, pending or parked.').waitFor();
    await retry.locator('tr[data-param-name="trace_id"] input').fill(body.trace_id);
    await retry.getByRole('button', { name: 'Execute' }).click();
    const answer = retry.locator('.live-responses-table .response');
    await answer.getByText('200', { exact: true }).first().waitFor();
    const text = await answer.innerText();
    expect(text).toContain('"outcome": "failed"');
    expect(text).toContain('retry 1 failed: missing required field: interaction_id in event evt_browser');
    await answer.scrollIntoViewIfNeeded();
    if (process.env.SCREENSHOT) {
      await mkdir('docs/images', { recursive: true });
      await page.screenshot({ path: 'docs/images/swagger-ui.png' });
    }
    expect(faults).toEqual([]);
  });

  it('lets an operator retry a page, with the body it proposes', async () => {
    await page.goto(`${service.url}/docs`);
    const retry = page.locator('.opblock', { has: page.locator('[data-path="/api/v1/dlq/retry"]') });
    await retry.locator('.opblock-summary').click();
    await retry.getByRole('button', { name: 'Execute' }).click();
    const answer = retry.locator('.live-responses-table .response');
    await answer.getByText('200', { exact: true }).first().waitFor();
    expect(await answer.innerText()).toMatch(/"failed": \[\s*"dlq\/year=/);
  });
});
