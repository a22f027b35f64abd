import { setTimeout as timer } from 'node:timers/promises';

/** Lets the time pass, or less where `signal` is aborted. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await timer(ms, undefined, { ...(signal && { signal }) }).catch(() => undefined);
}
