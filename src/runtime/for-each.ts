/**
 * Calls `work` for each item, at most `concurrency` at once, in the order of the source but without waiting for
 * a slow one. Rejects with the first error, after what had begun has ended.
 */
export async function forEachAtMost<T>(
  concurrency: number,
  source: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  try {
    for await (const item of source) {
      const run: Promise<void> = work(item).finally(() => running.delete(run));
      running.add(run);
      if (running.size >= concurrency) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
  }
}
