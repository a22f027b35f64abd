import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

/**
 * The GET routes that answer a new service with 200. Signing in is for browsers: its routes are no calls. A job, and a file
 * beside the schemas, are there only when somebody has made them.
 */
const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
  paths: Record<string, object>;
};
const ANSWERING = Object.keys(paths).filter(
  (path) => 'get' in paths[path]! && !/^\/api\/v1\/session\/|\{job_id\}|\{name\}/.test(path),
);

describe('Swagger UI', () => {
  let service: TestApp;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    service = await startTestApp();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1280, height: 1600 } });
    page.on('pageerror', (error) => faults.push(error.message));
    // What the Content-Security-Policy blocks is told here.
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    page.on('requestfailed', (request) => {
      // Leaving a page cancels what it still loads, such as its icon.
      if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(request.url());
    });
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

  it('answers each GET route as opened with 200', async () => {
    await page.goto(`${service.url}/docs`);
    const left = page.locator(
      '[data-path^="/api/v1/session/"], [data-path*="{job_id}"], [data-path*="{name}"]',
    );
    const routes = page.locator('.opblock-get', { hasNot: left });
    await routes.first().waitFor();
    const count = await routes.count();
    expect(count).toBe(ANSWERING.length);
    for (let i = 0; i < count; i++) {
      const route = routes.nth(i);
      await route.locator('.opblock-summary').click();
      await route.getByRole('button', { name: 'Execute' }).click();
      const answer = route.locator('.live-responses-table .response .response-col_status').first();
      await answer.waitFor();
      expect([await route.locator('.opblock-summary-path').innerText(), await answer.innerText()]).toEqual([
        expect.any(String),
        expect.stringMatching(/^200/),
      ]);
      await route.locator('.opblock-summary').click();
    }
    expect(faults).toEqual([]);
  });

  it.each([
    ['get', '/api/v1/dlq/events', '"event_id": "evt_browser"'],
    ['post', '/api/v1/dlq/dry-run', '"sampled": 1'],
    ['post', '/api/v1/dlq/events/{trace_id}/dry-run', '"would": "fail"'],
  ])('shows data for %s %s as opened', async (method, path, shown) => {
    await page.goto(`${service.url}/docs`);
    const route = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${path}"]`) });
    await route.locator('.opblock-summary').click();
    await route.getByRole('button', { name: 'Execute' }).click();
    const answer = route.locator('.live-responses-table .response');
    await answer.getByText('200', { exact: true }).first().waitFor();
    expect(await answer.innerText()).toContain(shown);
  });

  it('shows an example of each error answer, chosen by its code', async () => {
    await page.goto(`${service.url}/docs`);
    const route = page.locator('.opblock', {
      has: page.locator('[data-path="/api/v1/dlq/events/{trace_id}/retry"]'),
    });
    await route.locator('.opblock-summary').click();
    const conflict = route.locator('.responses-inner tr.response[data-code="409"]').last();
    await conflict.waitFor();
    expect(await conflict.innerText()).toContain('"code": "leased"');
    await conflict.locator('select').last().selectOption('not_retryable');
    await conflict.getByText('urn:cxone-dlq:problem:not_retryable').waitFor();
    const text = await conflict.innerText();
    for (const member of [
      '"title": "Conflict"',
      '"status": 409',
      'is resolved; there is nothing to retry.',
    ]) {
      expect(text).toContain(member);
    }
  });

  it('groups the routes by task, and keeps the schemas folded', async () => {
    await page.goto(`${service.url}/docs`);
    await page.locator('.opblock-tag').first().waitFor();
    const headings = await page.locator('.opblock-tag > a').allInnerTexts();
    expect(headings).toEqual([
      'Look',
      'Get it through',
      'Correct',
      'Schemas and routes',
      'Notifications',
      'Audit',
      'Webhook',
      'Access',
      'Health',
    ]);
    expect(await page.locator('.models.is-open').count()).toBe(0);
    expect(faults).toEqual([]);
  });
});
