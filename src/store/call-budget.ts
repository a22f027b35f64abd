import type { StoreConfig } from '../config/store-config.js';
import type { CallBudget } from './repeated-call.js';

/** Between a failed call to the store and the next try. */
const PAUSE_MS = 100;

/** How long a call to the store may take, its repeats included. */
export function callBudget(config: StoreConfig): CallBudget {
  return { totalMs: config.callTimeoutMs, pauseMs: PAUSE_MS };
}
