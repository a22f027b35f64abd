import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { BUILT_CONSOLE, openPage } from '../support/console-world.js';

const MOST_BYTES = 100_000;
/** What the overview asks, as `console/src/early.ts` has it. */
const QUESTIONS = [
  '/api/v1/dlq/groups?limit=100',
  '/api/v1/dlq/redrives?limit=10',
  '/api/v1/dlq/stats',
  '/api/v1/dlq/timeline',
  '/api/v1/me',
  '/api/v1/targets',
  '/health/ready',
];

describe('the first view of the console', () => {
  const suite = consoleSuite(100);

  it('loads less than 100 KB, compressed by gzip, and nothing from elsewhere', async () => {
    const { page, faults } = await openPage(suite.browser);
    const paths = new Set<string>();
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      expect(origin).toBe(suite.world.service.url);
      if (pathname.startsWith('/console')) paths.add(pathname);
    });
    await page.goto(`${suite.world.service.url}/console`);
    await page.locator('.chart canvas').waitFor();
    const sizes = [...paths].map((path) => {
      const file = `${BUILT_CONSOLE}/${path.replace(/^\/console\/?/, '') || 'index.html'}`;
      return { path, bytes: statSync(existsSync(`${file}.gz`) ? `${file}.gz` : file).size };
    });
    const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
    const lines = [...sizes, { path: 'in all', bytes: total }].map(({ path, bytes }) => `${bytes} ${path}\n`);
    process.stdout.write(lines.join(''));
    expect(sizes.length).toBeGreaterThan(3);
    expect(total).toBeLessThan(MOST_BYTES);
    expect(faults).toEqual([]);
  });

  it('asks each question once, before its main script has come', async () => {
    const { page, faults } = await openPage(suite.browser);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname, search } = new URL(request.url());
      if (!pathname.startsWith('/console')) asked.push(pathname + search);
    });
    let letThrough = () => {};
    const held = new Promise<void>((resolve) => (letThrough = resolve));
    await page.route(/\/console\/assets\/index-.*\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`${suite.world.service.url}/console`, { waitUntil: 'commit' });
    await expect.poll(() => asked.toSorted()).toEqual(QUESTIONS);
    letThrough();
    await page.locator('.chart canvas').waitFor();
    await page.getByRole('table', { name: 'Causes' }).waitFor();
    await page.getByText('CXone is not configured').waitFor();
    expect(asked.toSorted()).toEqual(QUESTIONS);
    expect(faults).toEqual([]);
  });

  it('asks alone who calls where another view is opened', async () => {
    const { page, faults } = await openPage(suite.browser);
    const asked: string[] = [];
    page.on('request', (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.startsWith('/console')) asked.push(pathname);
    });
    await page.goto(`${suite.world.service.url}/console/settings`);
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(asked.filter((path) => path === '/api/v1/me')).toHaveLength(1);
    expect(asked).not.toContain('/api/v1/dlq/stats');
    expect(faults).toEqual([]);
  });
});
