import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { openPage } from '../support/console-world.js';
import { deliver } from '../support/http.js';

/** A key that is pressed the moment that an element stands in the page, before it is painted and before any timer. */
interface Reflex {
  /** A selector of the element. */
  at: string;
  /** Pressed on what has the focus then. */
  key: string;
}

/** A person who is quicker than the page: a busy machine takes long from the element to the paint. */
async function withReflexes(page: Page, reflexes: readonly Reflex[]): Promise<void> {
  await page.addInitScript((all) => {
    const waiting = [...all];
    new MutationObserver(() => {
      const next = waiting[0];
      if (next === undefined || document.querySelector(next.at) === null) return;
      waiting.shift();
      const target = document.activeElement ?? document.body;
      target.dispatchEvent(
        new KeyboardEvent('keydown', { key: next.key, bubbles: true, composed: true, cancelable: true }),
      );
    }).observe(document, { childList: true, subtree: true });
  }, reflexes);
}

describe('a key that is pressed the moment the page shows what it is for', () => {
  const suite = consoleSuite(10);

  const open = async (reflexes: readonly Reflex[]) => {
    const { url } = suite.world.service;
    // The shipped schema wants an interaction_id.
    const answer = await deliver(url, '{"event_id":"evt_quick","tenant_id":"t_1","payload":{}}');
    const traceId = String((answer.body as { trace_id?: unknown }).trace_id);
    const opened = await openPage(suite.browser);
    await withReflexes(opened.page, reflexes);
    const retried: string[] = [];
    opened.page.on('request', (request) => {
      if (request.url().endsWith('/retry')) retried.push(request.url());
    });
    await opened.page.goto(`${url}/console/events/${traceId}`);
    return { ...opened, retried };
  };

  it('opens the editor of an event', async () => {
    const { page, faults } = await open([{ at: '.event-page h1', key: 'e' }]);
    await page.getByRole('textbox', { name: 'The event as JSON' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('is no key of the view while the editor that takes it is loaded', async () => {
    const { page, faults, retried } = await open([
      { at: '.event-page h1', key: 'e' },
      { at: '.editor-host', key: 'r' },
    ]);
    await page.getByRole('textbox', { name: 'The event as JSON' }).waitFor();
    expect(retried).toEqual([]);
    // Once it is loaded, the keys of the view hold again where nobody types.
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('r');
    await expect.poll(() => retried.length).toBe(1);
    expect(faults).toEqual([]);
  });

  it('is no key of the view behind the dialog that has just opened', async () => {
    const { page, faults, retried } = await open([
      { at: '.event-page h1', key: 'd' },
      { at: 'dialog', key: 'r' },
    ]);
    const why = page.getByRole('dialog', { name: 'Discard this event?' }).getByLabel('Why');
    await why.and(page.locator(':focus')).waitFor();
    await why.fill('a test call');
    await page.keyboard.press('Enter');
    await page.locator('#main').getByText('It is discarded. It can be restored').waitFor();
    expect(retried).toEqual([]);
    expect(faults).toEqual([]);
  });
});
