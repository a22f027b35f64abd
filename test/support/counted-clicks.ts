import type { Page } from 'playwright-core';

/** What a person did in a page since the counting began. */
export interface Counted {
  clicks: number;
  seconds: number;
}

/**
 * Counts clicks of the mouse in a page, in every document that it loads. A key that presses a button is none.
 *
 * @returns a function that tells what was counted so far
 */
export async function countClicks(page: Page): Promise<() => Counted> {
  let clicks = 0;
  const begun = performance.now();
  await page.exposeFunction('countOneClick', () => {
    clicks++;
  });
  await page.addInitScript(() => {
    document.addEventListener(
      'click',
      ({ isTrusted, detail }) => {
        const count = Reflect.get(window, 'countOneClick') as () => void;
        if (isTrusted && detail > 0) count();
      },
      true,
    );
  });
  return () => ({ clicks, seconds: Math.round((performance.now() - begun) / 100) / 10 });
}
