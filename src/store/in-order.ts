/**
 * Maps with at most `concurrency` calls under way, and yields the results in the order of the source. Reads
 * ahead no further than that.
 */
export async function* mapInOrder<T, R>(
  source: AsyncIterable<T>,
  concurrency: number,
  map: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const running: Array<Promise<R>> = [];
  try {
    for await (const item of source) {
      const run = map(item);
      // It may fail while the reader is still at an earlier one: it is handled when its turn comes, and must not
      // count as unhandled until then, which would end the process.
      run.catch(() => {});
      running.push(run);
      if (running.length >= concurrency) yield await running.shift()!;
    }
    while (running.length > 0) yield await running.shift()!;
  } finally {
    // Whoever stops reading early must not leave rejections behind that nobody handles.
    await Promise.allSettled(running);
  }
}
