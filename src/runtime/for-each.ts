/**
 * Calls `work` for each item, at most `concurrency` at once, in the order of the source but without waiting for
 * a slow one. Rejects with the first error, after what had begun has ended; nothing more is begun after an error.
 */
export async function forEachAtMost<T>(
  concurrency: number,
  source: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  const errors: unknown[] = [];
  try {
    for await (const item of source) {
      if (errors.length > 0) break;
      // A rejection must have a handler at once: the source may not give its next item for a long time.
      const run: Promise<void> = work(item)
        .catch((error: unknown) => void errors.push(error))
        .finally(() => running.delete(run));
      running.add(run);
      if (running.size >= concurrency) await Promise.race(running);
      if (errors.length > 0) break;
    }
  } finally {
    await Promise.all(running);
  }
  if (errors.length > 0) throw errors[0];
}
