import { createStore, type Store } from './store.js';

/** What is known of one question to the API. */
export interface Entry<T> {
  /** `undefined`: no answer yet. */
  data: T | undefined;
  /** When the answer came, milliseconds since the epoch. */
  asOf: number | null;
  /** Of the last try; the older answer stays. */
  error: unknown;
  loading: boolean;
}

interface Cached {
  store: Store<Entry<unknown>>;
  /** The load that is under way. */
  running: AbortController | null;
  load: ((signal: AbortSignal) => Promise<unknown>) | null;
}

const MOST_ENTRIES = 100;
const EMPTY: Entry<unknown> = { data: undefined, asOf: null, error: null, loading: false };
const cache = new Map<string, Cached>();

/** The entry of a question. The oldest ones that nobody uses go when there are many. */
export function entryOf(key: string): Cached {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= MOST_ENTRIES) {
    const [oldest] = [...cache].find(([, { load, running }]) => load === null && running === null) ?? [];
    if (oldest !== undefined) cache.delete(oldest);
  }
  const made: Cached = { store: createStore(EMPTY), running: null, load: null };
  cache.set(key, made);
  return made;
}

/** Asks again. A load that is under way already is left to end, unless `anew` says that it may have an old answer. */
export async function reload(key: string, anew = false): Promise<void> {
  const entry = entryOf(key);
  const { load, store } = entry;
  if (load === null || (entry.running !== null && !anew)) return;
  entry.running?.abort();
  const controller = new AbortController();
  entry.running = controller;
  store.set({ ...store.get(), loading: true });
  try {
    const data = await load(controller.signal);
    if (entry.running === controller) store.set({ data, asOf: Date.now(), error: null, loading: false });
  } catch (error) {
    if (entry.running === controller) store.set({ ...store.get(), error, loading: false });
  } finally {
    if (entry.running === controller) entry.running = null;
  }
}

/** After a change: what is on the screen is asked for again, and what is not is forgotten. @param start of the keys */
export function invalidate(start = ''): void {
  for (const [key, { load }] of cache) {
    if (!key.startsWith(start)) continue;
    if (load === null) cache.delete(key);
    else void reload(key, true);
  }
}
