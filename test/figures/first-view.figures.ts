import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../src/runtime/clock.js';
import { FileObjectStore } from '../../src/store/file/file-object-store.js';
import { launchBrowser } from '../support/browser.js';
import { openPage } from '../support/console-world.js';
import { measureScrolling } from '../support/scrolling.js';
import { seedEvents } from '../support/seeded-events.js';
import { startService, type ServiceProcess } from '../support/service-process.js';
import { temporaryDirectory } from '../support/temporary-directory.js';

/** `FIGURES_EVENTS=20000` for fewer; `FIGURES_DATA=/var/tmp/dlq` keeps the seeded store for the next run. */
const EVENTS = Number(process.env.FIGURES_EVENTS ?? 100_000);
const KEPT = process.env.FIGURES_DATA;
const ROUNDS = 7;

/** The goal is a second on a quiet machine. This bound is loose, and finds what became several times slower. */
const MOST_MS = 5_000;

/** The goal is 20 ms, which is 50 frames a second. This bound is as loose. */
const MOST_FRAME_MS = 100;

describe(`the first view on the embedded store with ${EVENTS} dead letters`, () => {
  let service: ServiceProcess;
  let browser: Browser;
  let directory: { path: string; remove: () => Promise<void> } | undefined;

  beforeAll(async () => {
    directory = KEPT === undefined ? await temporaryDirectory() : undefined;
    const dataDir = KEPT ?? directory!.path;
    if (!existsSync(`${dataDir}/objects`)) {
      await mkdir(dataDir, { recursive: true });
      const store = await FileObjectStore.open({ dataDir }, new SystemClock());
      await seedEvents(store, EVENTS);
      await store.close();
    }
    service = await startService({ DATA_DIR: dataDir });
    browser = await launchBrowser();
  }, 900_000);
  afterAll(async () => {
    await browser?.close();
    await service?.end('SIGTERM');
    await directory?.remove();
  });

  const counted = async () => {
    const ready = await fetch(`${service.url}/health/ready`);
    if (ready.status !== 200) return null;
    const answer = await fetch(`${service.url}/api/v1/dlq/events?limit=1`);
    return ((await answer.json()) as { matched?: number }).matched;
  };

  /** What the service and all processes of the browser have used: a busy machine does not change it much. */
  const cpuSeconds = async () => {
    const session = await browser.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const ofService = readFileSync(`/proc/${service.process.pid}/stat`, 'utf8').split(' ');
    const ticks = Number(ofService[13]) + Number(ofService[14]);
    return { browser: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0), service: ticks / 100 };
  };

  it('is told', async () => {
    await expect.poll(() => counted(), { timeout: 240_000, interval: 1_000 }).toBe(EVENTS);
    const rounds: number[] = [];
    const painted: Painted[] = [];
    const before = await cpuSeconds();
    for (let round = 0; round < ROUNDS; round++) {
      const { page, faults } = await openPage(browser);
      await page.addInitScript(noteFirstView);
      const begun = performance.now();
      await page.goto(`${service.url}/console`, { waitUntil: 'commit' });
      await page.locator('.chart canvas').waitFor();
      await page.getByRole('table', { name: 'Causes' }).waitFor();
      rounds.push(Math.round(performance.now() - begun));
      painted.push(
        await page
          .waitForFunction(() => Reflect.get(window, 'firstView') as Painted | undefined)
          .then((handle) => handle.jsonValue() as Promise<Painted>),
      );
      if (round === ROUNDS - 1) process.stdout.write(await waterfall(page));
      expect(faults).toEqual([]);
      await page.context().close();
    }
    const middle = (times: number[]) => times.toSorted((a, b) => a - b)[ROUNDS >> 1]!;
    const [fastest, median] = [Math.min(...rounds), middle(rounds)];
    const seen = (['words', 'causes', 'chart'] as const).map(
      (part) => `${part} ${middle(painted.map((times) => times[part]))} ms`,
    );
    process.stdout.write(`painted after the navigation began, medians: ${seen.join(', ')}\n`);
    process.stdout.write(
      `first view, ${EVENTS} dead letters: median ${median} ms, fastest ${fastest} ms (${rounds.join(', ')})\n`,
    );
    const after = await cpuSeconds();
    const each = (name: keyof typeof after) => Math.round(((after[name] - before[name]) * 1_000) / ROUNDS);
    process.stdout.write(
      `time of a processor, each: service ${each('service')} ms, browser ${each('browser')} ms\n`,
    );
    expect(median).toBeLessThan(MOST_MS);
  });

  it('is left for the list, which is scrolled', async () => {
    const { page, faults } = await openPage(browser);
    await page.goto(`${service.url}/console/events`);
    await page.locator('[role="row"][aria-rowindex="2"]').waitFor();
    for (const pixels of [40_000, 600_000]) {
      const figures = await measureScrolling(page, { pixels, steps: 200 });
      process.stdout.write(`scrolling over ${pixels} pixels: ${JSON.stringify(figures)}\n`);
      expect(figures.workPerFrameMs).toBeLessThan(MOST_FRAME_MS);
    }
    expect(faults).toEqual([]);
    await page.context().close();
  });
});

/** When parts of the first view were painted with data, milliseconds after the navigation began. */
interface Painted {
  /** Whether the service is healthy, in words. */
  words: number;
  causes: number;
  chart: number;
}

/** Runs in the page before its scripts: notes the first frame after each part is there. */
function noteFirstView(): void {
  const parts = { words: '.health-words', causes: '.overview-main tbody tr', chart: '.chart canvas' };
  const painted: Record<string, number> = {};
  const look = () => {
    for (const [name, selector] of Object.entries(parts)) {
      if (painted[name] !== undefined || document.querySelector(selector) === null) continue;
      painted[name] = 0;
      // The frame with it is drawn; the task after it comes when that is done.
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener('message', () => {
          painted[name] = Math.round(performance.now());
          if (Object.keys(parts).every((part) => (painted[part] ?? 0) > 0))
            Reflect.set(window, 'firstView', painted);
        });
        port1.start();
        port2.postMessage(null);
      });
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
}

/** Each request of the page: when it was sent and answered, milliseconds after the navigation. */
async function waterfall(page: Page): Promise<string> {
  const lines = await page.evaluate(() =>
    [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].map(
      (entry) => {
        const { name, startTime, responseEnd, encodedBodySize } = entry as PerformanceResourceTiming;
        const [from, to] = [startTime, responseEnd].map((at) => String(Math.round(at)).padStart(5));
        const { pathname } = new URL(name);
        return `${from} to ${to} ms, ${String(encodedBodySize).padStart(6)} bytes, ${pathname}\n`;
      },
    ),
  );
  return lines.join('');
}
