import { useEffect, useRef } from 'preact/hooks';
import { signInState } from '../api/credential.js';
import { entryOf, reload, type Entry, type Load } from './query-cache.js';
import { sessionChecked } from './session.js';
import { useStore } from './store.js';

export interface Query<T> extends Entry<T> {
  /** The answer is older than three rounds, or the last round failed. */
  stale: boolean;
  refresh: () => void;
}

export interface QueryOptions {
  /**
   * While another question of the same component has no answer yet, the answer of the one before stays on the screen. For
   * lists whose filters change.
   */
  keep?: boolean;
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
  { keep = false }: QueryOptions = {},
): Query<T> {
  const { store } = entryOf(key);
  const entry = useStore(store) as Entry<T>;
  const latest = useRef(load);
  latest.current = load;
  const before = useRef<Entry<T>>(entry);
  if (entry.data !== undefined || entry.error !== null || !keep) before.current = entry;
  const shown = before.current;
  // Who has not signed in yet is asked once, and not by every question of the view.
  const checked = useStore(sessionChecked);

  useEffect(() => {
    if (!checked) return;
    const cached = entryOf(key);
    const own: Load = (signal) => latest.current(signal);
    cached.loads.push(own);
    const isOld = () => Date.now() - (cached.store.get().asOf ?? 0) >= Math.max(everyMs, 1_000);
    const lookAgain = () => {
      const refused = signInState.get() === 'declined' && cached.store.get().error !== null;
      if (!document.hidden && !refused && isOld()) void reload(key);
    };
    lookAgain();
    const timer = everyMs > 0 ? setInterval(lookAgain, everyMs) : undefined;
    if (everyMs > 0) document.addEventListener('visibilitychange', lookAgain);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', lookAgain);
      cached.loads = cached.loads.filter((one) => one !== own);
    };
  }, [key, everyMs, checked]);

  const tooOld = everyMs > 0 && shown.asOf !== null && Date.now() - shown.asOf > 3 * everyMs;
  return {
    ...shown,
    loading: entry.loading,
    stale: shown.data !== undefined && (shown.error !== null || tooOld),
    refresh: () => void reload(key, true),
  };
}
