import { createStore } from '../state/store.js';

/** Whether the service answers, and whether it asked us to wait. */
export interface Connection {
  /** When the first call in a row went unanswered; `null`: the last one was answered. */
  lostAt: number | null;
  /** Until when calls wait, since the service answered 429; milliseconds since the epoch. */
  waitUntil: number | null;
}

export const connection = createStore<Connection>({ lostAt: null, waitUntil: null });

export function answered(): void {
  if (connection.get().lostAt !== null) connection.set({ ...connection.get(), lostAt: null });
}

export function unanswered(): void {
  if (connection.get().lostAt === null) connection.set({ ...connection.get(), lostAt: Date.now() });
}

/** Waits as long as the service asked for. */
export async function waitAsAsked(seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  connection.set({ ...connection.get(), waitUntil: until });
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  if (connection.get().waitUntil === until) connection.set({ ...connection.get(), waitUntil: null });
}
