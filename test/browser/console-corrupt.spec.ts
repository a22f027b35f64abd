import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { axeFindings, openPage } from '../support/console-world.js';
import { refusedFor } from '../support/refused-for.js';
import { asRole, bearerOf, ROLE_KEYS_ENV } from '../support/role-keys.js';

describe('a corrupt record in the console', () => {
  const suite = consoleSuite(50, { env: ROLE_KEYS_ENV });

  const api = async (path: string, method = 'GET') => {
    const headers = bearerOf('admin');
    const answer = await fetch(`${suite.world.service.url}/api/v1/dlq${path}`, { method, headers });
    return (await answer.json()) as { items: Array<{ trace_id: string; key: string }> };
  };

  /** Somebody corrects a record with a tool that copies the old metadata. @returns its trace id */
  async function spoil(): Promise<string> {
    const { items } = await api('/events?status=parked&error_code=validation_failed&limit=1');
    const [{ key, trace_id }] = items as [{ key: string; trace_id: string }];
    const { store } = suite.world;
    const object = store.objects.get(key)!;
    const text = Buffer.from(object.bytes)
      .toString()
      .replace('"payload":{', '"payload":{"interaction_id":"int_1",');
    const options = {
      condition: 'none',
      contentType: 'application/json',
      metadata: object.metadata,
    } as const;
    await store.put(key, Buffer.from(text), options);
    await api('/catalog/refresh', 'POST');
    return trace_id;
  }

  it('is found in the list, accepted with a reason by an operator, and passes', async () => {
    const traceId = await spoil();
    const viewer = await openPage(suite.browser, asRole('viewer'), ['status of 422']);
    await viewer.page.goto(`${suite.world.service.url}/console/events/${traceId}`);
    const disabled = viewer.page.getByRole('button', { name: /^Accept it as it stands/ });
    await refusedFor(disabled, 'operator', 'viewer');

    const { page, faults } = await openPage(suite.browser, asRole('operator'), [
      'status of 422',
      'status of 404',
    ]);
    await page.goto(`${suite.world.service.url}/console/events?status=corrupt`);
    await page.locator('[role="row"][aria-rowindex="2"]').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Corrupt record' }).waitFor();
    await page.getByText('does not process it, and does not delete it').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Accept it as it stands' }).click();
    const dialog = page.getByRole('dialog', { name: 'Accept this record as it stands?' });
    await dialog.getByLabel('Why').fill('I put the id in by hand');
    await page.keyboard.press('Enter');
    const main = page.locator('#main');
    await main.getByText('It is accepted as it stands, and can be retried.').waitFor();
    await page.getByRole('region', { name: 'JSON of the event' }).getByText('int_1').waitFor();
    await page.getByRole('button', { name: 'Retry now' }).click();
    await main.getByText('It passed and has left the queue').waitFor();
    const audit = await page.request.get(
      `${suite.world.service.url}/api/v1/audit?action=event_accepted&trace_id=${traceId}`,
    );
    expect(await audit.json()).toMatchObject({ items: [{ reason: 'I put the id in by hand' }] });
    expect([...viewer.faults, ...faults]).toEqual([]);
  });
});
