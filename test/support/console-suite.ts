import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { launchBrowser } from './browser.js';
import { startConsoleWorld, type ConsoleWorld } from './console-world.js';
import type { TestAppOptions } from './test-app.js';

/** What the tests of one `describe` share; it is there once they run. */
export interface ConsoleSuite {
  world: ConsoleWorld;
  browser: Browser;
}

/** Two files that seed tens of thousands of dead letters at the same time take a busy machine as long as this. */
const START_MS = 300_000;

/** The service with its console and a browser, from before the first test of a `describe` until after its last. */
export function consoleSuite(events: number, options: TestAppOptions = {}): ConsoleSuite {
  let world: ConsoleWorld | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    world = await startConsoleWorld(events, options);
    browser = await launchBrowser();
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.service.close();
  });
  return {
    get world() {
      return world!;
    },
    get browser() {
      return browser!;
    },
  };
}
