import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { deliver } from '../support/http.js';

/** The elements of a list, with a digit that JavaScript would drop. */
const SKILLS = ['{"name":"voice","level":1.10}', '{"name":"chat","level":2}', '{"name":"mail","level":3}'];
/** The last one comes first. */
const MOVED = [SKILLS[2], SKILLS[0], SKILLS[1]].join();
/** As somebody writes it in the editor. */
const TEXT = `{
  "event_id": "evt_moved",
  "tenant_id": "t_1",
  "payload": {
    "skills": [
      {
        "name": "mail",
        "level": 3
      },
      {
        "name": "voice",
        "level": 1.10
      },
      {
        "name": "chat",
        "level": 2
      }
    ],
    "interaction_id": "int_1"
  }
}`;

describe('a correction that moves an element of a list', () => {
  const suite = consoleSuite(10);
  const editor = (page: Page) => page.getByRole('textbox', { name: 'The event as JSON' });

  it('is shown as that, and sent as that', async () => {
    const { service, store } = suite.world;
    const body = `{"event_id":"evt_moved","tenant_id":"t_1","payload":{"skills":[${SKILLS.join()}]}}`;
    const answer = await deliver(service.url, body);
    const traceId = String((answer.body as { trace_id?: unknown }).trace_id);
    const { page, faults } = await openPage(suite.browser);
    await page.goto(`${service.url}/console/events/${traceId}`);
    await page.getByRole('button', { name: 'Retry now' }).waitFor();
    await page.keyboard.press('e');
    await editor(page).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(TEXT);
    const steps = page.getByRole('list', { name: 'What is changed' }).getByRole('listitem');
    await expect
      .poll(() => steps.allInnerTexts())
      .toEqual(['move /payload/skills/2 to /payload/skills/0', 'add /payload/interaction_id "int_1"']);
    await page.getByRole('button', { name: 'Show the difference' }).click();
    await page.getByText('Lines with a blue background only stand elsewhere now.').waitFor();
    await page.locator('.cm-movedLine', { hasText: '"mail"' }).waitFor();
    await page.locator('.cm-movedFrom', { hasText: '"mail"' }).waitFor();
    expect(await page.locator('.cm-movedLine', { hasText: 'int_1' }).count()).toBe(0);
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS !== undefined) await page.screenshot({ path: `${SCREENSHOTS}/event-moved.png` });
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Correct only' }).click();
    await page.locator('#main').getByText('It is corrected, and waits for a retry').waitFor();
    const found = await store.get(keyOfTraceId(traceId));
    if (found.outcome !== 'found') throw new Error(`${traceId} is not in the store`);
    expect(new TextDecoder().decode(found.object.bytes)).toContain(`"skills":[${MOVED}]`);
    expect(faults).toEqual([]);
  });
});
