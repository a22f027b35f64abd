import { existsSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { consoleSuite } from '../support/console-suite.js';
import { BUILT_CONSOLE, openPage } from '../support/console-world.js';

const MOST_BYTES = 100_000;

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
});
