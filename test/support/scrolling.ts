import type { Page } from 'playwright-core';

export interface ScrollFigures {
  frames: number;
  /** What the page's main thread computes for a frame, milliseconds; of the processor, so other programs do not count. */
  workPerFrameMs: number;
  /** By the clock: on a busy machine other programs are in it. */
  medianFrameMs: number;
  /** Rows that the page has while it scrolls. */
  renderedRows: number;
}

/** Scrolls the window down in steps, one a frame, and measures what that takes. */
export async function measureScrolling(
  page: Page,
  { pixels, steps }: { pixels: number; steps: number },
): Promise<ScrollFigures> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const workMs = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1_000;
  };
  const before = await workMs();
  const { took, rows } = await page.evaluate(
    async ([distance, times]) => {
      const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
      const begin = window.scrollY;
      const took: number[] = [];
      let rows = 0;
      let before = await frame();
      for (let step = 1; step <= times; step++) {
        window.scrollTo(0, begin + (distance * step) / times);
        const at = await frame();
        took.push(at - before);
        before = at;
        rows = Math.max(rows, document.querySelectorAll('[role="row"]').length);
      }
      return { took: took.sort((one, other) => one - other), rows };
    },
    [pixels, steps] as const,
  );
  const work = (await workMs()) - before;
  await devtools.detach();
  const tenths = (value: number) => Math.round(value * 10) / 10;
  return {
    frames: took.length,
    workPerFrameMs: tenths(work / took.length),
    medianFrameMs: tenths(took[Math.floor(took.length / 2)] ?? NaN),
    renderedRows: rows,
  };
}
