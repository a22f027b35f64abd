import { createStore } from './store.js';

/** The present time, for words such as `5 min ago`: milliseconds since the epoch, new every 15 s. */
export const now = createStore(Date.now());

const EVERY_MS = 15_000;

/** Call it once. */
export function keepNow(): void {
  setInterval(() => now.set(Date.now()), EVERY_MS);
}
