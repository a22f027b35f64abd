/**
 * Maps with at most `concurrency` calls under way, and yields the results in the order of the source. Reads
 * ahead no further than that.
 */
export async function* mapInOrder<T, R>(
  source: AsyncIterable<T> | Iterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const running: Array<Promise<R>> = [];
  try {
    for await (const item of source) {
      const run = map(item);
      // A call may fail while the reader still waits for an earlier one. The reader handles the failure later; without
      // this handler Node would end the process because of an unhandled rejection.
      run.catch(() => {});
      running.push(run);
      if (running.length >= concurrency) yield await running.shift()!;
    }
    while (running.length > 0) yield await running.shift()!;
  } finally {
    // A reader that stops early must not leave unhandled rejections behind.
    await Promise.allSettled(running);
  }
}
