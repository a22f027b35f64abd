import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage, sidewaysScroll } from '../support/console-world.js';
import { deliver } from '../support/http.js';
import { refusedFor } from '../support/refused-for.js';
import { clickAfterSession, keysFor, signedInAs, type PageRole } from '../support/signed-in-page.js';

const keys = keysFor('viewer', 'operator');
const PAYLOAD = '{"amount":1.10,"contact":12345678901234567890,"tiny":1e-7,"customer":{"phone":"+49 30 1"}}';

describe('the view of one event', () => {
  const suite = consoleSuite(300, { env: { ...keys.env, REDACT_PATHS: 'payload.customer.phone' } });

  /** A dead letter of its own: the shipped schema wants an interaction_id. */
  const stored = async (eventId: string): Promise<string> => {
    const answer = await deliver(
      suite.world.service.url,
      `{"event_id":"${eventId}","tenant_id":"t_1","payload":${PAYLOAD}}`,
    );
    return String((answer.body as { trace_id?: unknown }).trace_id);
  };
  const open = async (role: PageRole, traceId: string, options = {}, expected: string[] = []) => {
    const opened = await openPage(suite.browser, options, expected);
    await signedInAs(opened.page, suite.world.service.url, keys.of(role));
    await opened.page.goto(`${suite.world.service.url}/console/events/${traceId}`);
    await opened.page.getByRole('heading', { level: 1 }).waitFor();
    return opened;
  };
  const shot = async (page: Page, name: string) => {
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) {
      await page.screenshot({ path: `${SCREENSHOTS}/event-${name}.png`, fullPage: true });
    }
  };
  /** Without the region that says the same to screen readers. */
  const main = (page: Page) => page.locator('#main');
  const json = (page: Page) => page.getByRole('region', { name: 'JSON of the event' });

  it('shows every digit, where the error is, what was tried, and how to reproduce it', async () => {
    const { page, faults } = await open('viewer', await stored('evt_digits'));
    await json(page).getByText('12345678901234567890').waitFor();
    expect(await json(page).innerText()).toContain('1.10');
    expect(await json(page).innerText()).toContain('1e-7');
    await json(page).getByText('“interaction_id” is missing here').waitFor();
    await page.getByText('1 attempt').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('contact');
    await page.getByText('1 of 1').waitFor();
    await page.getByRole('button', { name: 'Text', exact: true }).click();
    await json(page).getByText('"contact":').waitFor();
    const command = await page.getByRole('region', { name: 'The command' }).innerText();
    const sent = execFileSync('/bin/sh', [
      '-c',
      `curl() { for word; do :; done; printf %s "$word"; }\n${command}`,
    ]);
    expect(sent.toString()).toBe(
      `{"event_id":"evt_digits","tenant_id":"t_1","payload":${PAYLOAD.replace('+49 30 1', '[masked]')}}`,
    );
    expect(faults).toEqual([]);
  });

  it('says what a retry came to, and that the event has left the queue only when it has', async () => {
    const traceId = await stored('evt_retry');
    const { page, faults } = await open('operator', traceId, {}, ['status of 404']);
    await page.getByRole('button', { name: 'Retry now' }).click();
    await main(page).getByText('It failed again: missing required field: interaction_id').waitFor();
    await page.getByText('2 attempts').waitFor();
    await correct(traceId, 'int_1');
    await page.getByRole('button', { name: 'Retry now' }).click();
    await main(page).getByText('It passed and has left the queue').waitFor();
    await page.getByText('This event is no longer in the queue').waitFor();
    expect(faults).toEqual([]);
  });

  it('discards with a reason, restores, and tells who did it', async () => {
    const { page, faults } = await open('operator', await stored('evt_discard'));
    await page.keyboard.press('d');
    await page.getByRole('dialog', { name: 'Discard this event?' }).getByLabel('Why').fill('a test call');
    await page.keyboard.press('Enter');
    await main(page).getByText('It is discarded. It can be restored').waitFor();
    await page.getByText('“a test call”').waitFor();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
    await main(page).getByText('It is back, and parked').waitFor();
    await page.getByText('2 changes').waitFor();
    expect(faults).toEqual([]);
  });

  it('reveals masked values for a reason, and forgets them', async () => {
    const { page, faults } = await open('operator', await stored('evt_reveal'));
    await json(page).getByText('"[masked]"').waitFor();
    await page.getByRole('button', { name: 'Reveal' }).click();
    const dialog = page.getByRole('dialog', { name: 'Show the masked values?' });
    await dialog.getByLabel('Why').fill('the caller asked');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Revealed' }).getByText('+49 30 1').waitFor();
    await shot(page, 'revealed');
    await page.getByRole('button', { name: 'Hide them again' }).click();
    await json(page).getByText('"[masked]"').waitFor();
    await page.reload();
    await json(page).getByText('"[masked]"').waitFor();
    expect(faults).toEqual([]);
  });

  const editor = (page: Page) => page.getByRole('textbox', { name: 'The event as JSON' });
  /** Puts an interaction id into the event, and leaves the masked value alone. */
  const write = async (page: Page, eventId: string, interactionId: string) => {
    await editor(page).click();
    await page.keyboard.press('Control+a');
    const payload = PAYLOAD.replace('{', `{"interaction_id":"${interactionId}",`).replace(
      '+49 30 1',
      '[masked]',
    );
    await page.keyboard.insertText(`{"event_id":"${eventId}","tenant_id":"t_1","payload":${payload}}`);
  };

  it('corrects with validation while typing, and leaves every other digit and masked value as it was', async () => {
    const traceId = await stored('evt_edit');
    const { page, faults } = await open('operator', traceId, {}, ['status of 404']);
    await page.keyboard.press('e');
    await main(page).getByText('It would fail: missing required field: interaction_id').waitFor();
    await editor(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('{"event_id":');
    await page.getByRole('status').filter({ hasText: 'This is not JSON yet' }).waitFor();
    await write(page, 'evt_edit', 'int_1');
    await main(page).getByText('Its schema takes it').waitFor();
    await page.getByRole('list', { name: 'What is changed' }).getByText('/payload/interaction_id').waitFor();
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByLabel('Why').fill('the sender forgot it');
    await shot(page, 'editor');
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Correct only' }).click();
    await main(page).getByText('It is corrected, and waits for a retry').waitFor();
    await page.getByText('“the sender forgot it”').waitFor();
    const object = new TextDecoder().decode(await bodyOf(traceId));
    expect(object).toContain(PAYLOAD.slice(1, -1));
    await page.getByRole('button', { name: 'Retry now' }).click();
    await main(page).getByText('It passed and has left the queue').waitFor();
    expect(faults).toEqual([]);
  });

  it('keeps a draft over a reload and a session that ends', async () => {
    const traceId = await stored('evt_draft');
    const { page, faults } = await open('operator', traceId, {}, ['status of 401', 'status of 404']);
    await page.keyboard.press('e');
    await write(page, 'evt_draft', 'int_2');
    await main(page).getByText('Its schema takes it').waitFor();
    await page.reload();
    await main(page).getByText('Its schema takes it').waitFor();
    await clickAfterSession(page, page.getByRole('button', { name: 'Correct and retry' }));
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' });
    await dialog.getByLabel('API key').fill(keys.of('operator'));
    await page.keyboard.press('Enter');
    await main(page).getByText('It is corrected. It passed and has left the queue').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    expect(faults).toEqual([]);
  });

  it('shows what a colleague changed meanwhile, and keeps the draft', async () => {
    const traceId = await stored('evt_412');
    const { page, faults } = await open('operator', traceId, {}, ['status of 412', 'status of 404']);
    await page.keyboard.press('e');
    await write(page, 'evt_412', 'int_mine');
    await main(page).getByText('Its schema takes it').waitFor();
    await correct(traceId, 'int_theirs');
    const send = page.getByRole('button', { name: 'Correct and retry' });
    await send.click();
    const notice = page.getByRole('alert').filter({ hasText: 'Somebody else changed this event' });
    await notice.getByText('int_theirs').waitFor();
    await shot(page, 'changed-meanwhile');
    await notice.getByRole('button', { name: 'Compare my draft' }).click();
    await page.getByRole('list', { name: 'What is changed' }).getByText('int_mine').waitFor();
    await send.click();
    await main(page).getByText('It is corrected. It passed and has left the queue').waitFor();
    expect(faults).toEqual([]);
  });

  it('says to a viewer which role may act, and of an unknown event that it is gone', async () => {
    const traceId = await stored('evt_viewer');
    const { page, faults } = await open('viewer', traceId, {}, ['status of 404']);
    await refusedFor(page.getByRole('button', { name: 'Retry now' }), 'operator', 'viewer');
    // A key says it as well.
    await page.keyboard.press('e');
    await page.locator('.toast').getByText('Needs the role operator; yours is viewer').waitFor();
    const unknown = traceId.replace(/.{4}$/, (end) => (end === '0000' ? '1111' : '0000'));
    await page.goto(`${suite.world.service.url}/console/events/${unknown}`);
    await page.getByText('This event is no longer in the queue').waitFor();
    expect(faults).toEqual([]);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', { viewport: { width: 375, height: 2_400 } }],
  ] as const)('has nothing that axe finds, and no sideways scrolling: %s', async (name, options) => {
    const { page, faults } = await open('operator', await stored(`evt_${name}`), options);
    await json(page).waitFor();
    await shot(page, name);
    expect(await axeFindings(page)).toEqual([]);
    expect(await sidewaysScroll(page)).toBe(0);
    expect(faults).toEqual([]);
  });

  async function bodyOf(traceId: string): Promise<Uint8Array> {
    const found = await suite.world.store.get(keyOfTraceId(traceId));
    if (found.outcome !== 'found') throw new Error(`${traceId} is not in the store`);
    return found.object.bytes;
  }

  /** As a colleague does it with the API. */
  async function correct(traceId: string, interactionId: string): Promise<void> {
    const url = `${suite.world.service.url}/api/v1/dlq/events/${traceId}`;
    const authorization = `Bearer ${keys.of('operator')}`;
    const seen = await fetch(url, { headers: { authorization } });
    const answer = await fetch(url, {
      method: 'PATCH',
      headers: {
        authorization,
        'content-type': 'application/merge-patch+json',
        'if-match': seen.headers.get('etag') ?? '',
      },
      body: JSON.stringify({ payload: { interaction_id: interactionId } }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  }
});
