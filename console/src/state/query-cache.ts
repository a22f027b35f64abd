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

export type Load = (signal: AbortSignal) => Promise<unknown>;

interface Cached {
  store: Store<Entry<unknown>>;
  /** The load that is under way. */
  running: AbortController | null;
  /** Of the components that show the answer; none: it is not on the screen. */
  loads: Load[];
}

const MOST_ENTRIES = 100;
const EMPTY: Entry<unknown> = { data: undefined, asOf: null, error: null, loading: false };
const cache = new Map<string, Cached>();

/** The entry of a question. The oldest ones that nobody uses go when there are many. */
export function entryOf(key: string): Cached {
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= MOST_ENTRIES) {
    const [oldest] =
      [...cache].find(([, { loads, running }]) => loads.length === 0 && running === null) ?? [];
    if (oldest !== undefined) cache.delete(oldest);
  }
  const made: Cached = { store: createStore(EMPTY), running: null, loads: [] };
  cache.set(key, made);
  return made;
}

/** Asks again. A load that is under way already is left to end, unless `anew` says that it may have an old answer. */
export async function reload(key: string, anew = false): Promise<void> {
  const entry = entryOf(key);
  const { store } = entry;
  const load = entry.loads.at(-1);
  if (load === undefined || (entry.running !== null && !anew)) return;
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
  for (const [key, { loads }] of cache) {
    if (!key.startsWith(start)) continue;
    if (loads.length === 0) cache.delete(key);
    else void reload(key, true);
  }
}
