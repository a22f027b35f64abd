import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../support/browser.js';
import { send } from '../support/http.js';
import { openPage, sidewaysScroll, startConsoleWorld, type ConsoleWorld } from '../support/console-world.js';

/** Another directory and other views: `SHOTS_DIR=/tmp/shots SHOTS=overview,causes npm run screenshots`. */
const DIRECTORY = process.env.SHOTS_DIR ?? 'docs/images';
const CHOSEN = process.env.SHOTS?.split(',');

const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 375, height: 812 } },
] as const;

interface View {
  name: string;
  path: string;
  /** Seen once the view shows what it is about. */
  ready: (page: Page) => Promise<void>;
}

const VIEWS: readonly View[] = [
  { name: 'overview', path: '/console', ready: (page) => page.locator('.chart canvas').waitFor() },
  {
    name: 'events',
    path: '/console/events?status=parked',
    ready: (page) => page.getByText('evt_').first().waitFor(),
  },
  {
    name: 'event',
    path: '/console/events?text=unknown+skill',
    ready: async (page) => {
      await page.getByText('evt_').first().waitFor();
      const items = await page.evaluate(async () => {
        const answer = await fetch('/api/v1/dlq/events?text=unknown+skill&limit=1');
        return ((await answer.json()) as { items: Array<{ trace_id: string }> }).items;
      });
      await page.goto(new URL(`/console/events/${items[0]!.trace_id}`, page.url()).href);
      await page.getByText('unknown skill').first().waitFor();
    },
  },
  {
    name: 'plan',
    path: '/console/jobs/new?status=parked&text=unknown+skill',
    ready: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  {
    name: 'jobs',
    path: '/console/jobs',
    ready: (page) => page.getByText('completed', { exact: true }).first().waitFor(),
  },
  {
    name: 'schemas',
    path: '/console/schemas/v2.1.schema.json',
    ready: async (page) => {
      await page.getByRole('textbox', { name: 'The text of v2.1.schema.json' }).waitFor();
      await page.getByRole('button', { name: /^Check against/ }).click();
      await page.getByText(/parked events would pass/).waitFor();
    },
  },
  {
    name: 'audit',
    path: '/console/audit',
    ready: (page) => page.getByText('the schema takes text now').first().waitFor(),
  },
  {
    name: 'settings',
    path: '/console/settings',
    ready: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
  { name: 'causes', path: '/console/causes', ready: (page) => page.locator('.cause').first().waitFor() },
];

describe('screenshots of the console', () => {
  let world: ConsoleWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startConsoleWorld(20_000);
    browser = await launchBrowser();
    await mkdir(DIRECTORY, { recursive: true });
  });
  afterAll(async () => {
    await browser?.close();
    await world?.service.close();
  });

  it('has something to show', () => doSomeWork(world.service.url));

  const views = VIEWS.filter(({ name }) => CHOSEN?.includes(name) ?? true);
  it.each(views.flatMap((view) => LOOKS.map((look) => ({ view, look, title: `${view.name}-${look.name}` }))))(
    '$title',
    async ({ view, look, title }) => {
      const { name: _name, ...options } = look;
      const { page, faults } = await openPage(browser, { ...options, reducedMotion: 'reduce' });
      await page.goto(world.service.url + view.path);
      await view.ready(page);
      await page.locator('.skeleton').first().waitFor({ state: 'detached' });
      await page.screenshot({ path: join(DIRECTORY, `console-${title}.png`) });
      expect(await sidewaysScroll(page)).toBe(0);
      expect(faults).toEqual([]);
      await page.context().close();
    },
  );
});

/** Jobs that have ended, one that a canary has stopped, and one that is planned: their views have something to show. */
async function doSomeWork(url: string): Promise<void> {
  const post = async (path: string, body: object) =>
    (await send(`${url}/api/v1/dlq${path}`, { method: 'POST', body: JSON.stringify(body) })).body;
  for (const [text, reason] of [
    ['missing required field', 'the sender says that it is mended'],
    ['amount must be a number', 'the schema takes text now'],
  ] as const) {
    const plan = await post('/redrives', {
      action: 'retry',
      filter: { text },
      reason,
      rate_per_second: 1_000,
    });
    const id = String(plan['job_id']);
    await post(`/redrives/${id}/start`, { reason });
    const state = async () => (await send(`${url}/api/v1/dlq/redrives/${id}`)).body['state'];
    await expect.poll(state, { timeout: 60_000 }).not.toBe('running');
  }
  await post('/redrives', { action: 'discard', filter: { text: 'contact is locked' }, reason: 'old calls' });
}
