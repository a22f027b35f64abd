import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { SystemClock } from '../../src/runtime/clock.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { seedEvents } from './seeded-events.js';
import { startTestApp, type TestApp, type TestAppOptions } from './test-app.js';
import { TEST_BUILD } from './test-build.js';

/** Where `npm run build:test` puts the console. */
export const BUILT_CONSOLE = `${TEST_BUILD}/console/page`;

export interface ConsoleWorld {
  service: TestApp;
  store: MemoryObjectStore;
  /** How many dead letters there are of each cause (SEEDED_CAUSES). */
  counts: number[];
}

/** The service with its console and seeded dead letters, in this process. */
export async function startConsoleWorld(events: number, options: TestAppOptions = {}): Promise<ConsoleWorld> {
  const store = new MemoryObjectStore(new SystemClock());
  const counts = await seedEvents(store, events);
  const service = await startTestApp({ store, console: BUILT_CONSOLE, ...options });
  return { service, store, counts };
}

export interface ConsolePage {
  page: Page;
  /** What went wrong in the page: errors, violations of its policy, requests that failed. A test expects none. */
  faults: string[];
}

/** A page of its own, with what went wrong in it. @param expected parts of messages that are no fault, such as a status */
export async function openPage(
  browser: Browser,
  options: BrowserContextOptions = {},
  expected: readonly string[] = [],
): Promise<ConsolePage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const fault = (text: string) => {
    if (!expected.some((part) => text.includes(part))) faults.push(text);
  };
  page.on('pageerror', (error) => fault(error.message));
  // What the Content-Security-Policy blocks is told here.
  page.on('console', (message) => {
    if (message.type() === 'error') fault(`${message.text()} (${message.location().url})`);
  });
  page.on('requestfailed', (request) => {
    // A view that is left cancels what it still asks.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') fault(`${request.url()} failed`);
  });
  return { page, faults };
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HIGHEST_PX = 8_000;
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds in the page as it is now, one line a finding. A test expects none. The window is as high as the page
 * meanwhile, where the page is not a list of thousands of rows: what a bar at its edge covers until somebody scrolls is no
 * finding.
 */
export async function axeFindings(page: Page): Promise<string[]> {
  const size = page.viewportSize()!;
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  // In a window as high as such a list all of its rows would be rendered, and axe would take minutes.
  const whole = height <= HIGHEST_PX ? Math.max(size.height, height) : size.height;
  await page.setViewportSize({ width: size.width, height: whole });
  await page.evaluate(AXE);
  const found = await page.evaluate(async (tags) => {
    const axe = Reflect.get(window, 'axe') as typeof import('axe-core');
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.flatMap(({ id, help, nodes }) =>
      nodes.map(
        ({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)}: ${failureSummary ?? ''}`,
      ),
    );
  }, RULES);
  await page.setViewportSize(size);
  return found;
}

/** By how much the page is wider than the window, pixels. A test expects 0. */
export function sidewaysScroll(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
