import { useEffect, useRef } from 'preact/hooks';
import { entryOf, reload, type Entry } from './query-cache.js';
import { useStore } from './store.js';

export interface Query<T> extends Entry<T> {
  /** The answer is older than three rounds, or the last round failed. */
  stale: boolean;
  refresh: () => void;
}

/**
 * Asks the API, shows the last answer at once where there is one, and asks again every `everyMs` while the page is visible.
 *
 * @param key names the question: all that it depends on is in it
 * @param everyMs 0: once
 */
export function useQuery<T>(
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
  everyMs = 10_000,
): Query<T> {
  const { store } = entryOf(key);
  const entry = useStore(store) as Entry<T>;
  const latest = useRef(load);
  latest.current = load;
  useEffect(() => {
    const cached = entryOf(key);
    const own = (signal: AbortSignal) => latest.current(signal);
    cached.load = own;
    const isOld = () => Date.now() - (cached.store.get().asOf ?? 0) >= Math.max(everyMs, 1_000);
    const lookAgain = () => {
      if (!document.hidden && isOld()) void reload(key);
    };
    lookAgain();
    const timer = everyMs > 0 ? setInterval(lookAgain, everyMs) : undefined;
    if (everyMs > 0) document.addEventListener('visibilitychange', lookAgain);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookAgain);
      if (cached.load === own) cached.load = null;
    };
  }, [key, everyMs]);
  const tooOld = everyMs > 0 && entry.asOf !== null && Date.now() - entry.asOf > 3 * everyMs;
  return {
    ...entry,
    stale: entry.data !== undefined && (entry.error !== null || tooOld),
    refresh: () => void reload(key, true),
  };
}
