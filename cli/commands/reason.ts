import type { Values } from '../options/values.js';

/** @returns the reason as a body takes it; an empty object where none was given */
export function reasonOf(values: Values): { reason?: string } {
  const reason = values.text('reason');
  return reason === undefined ? {} : { reason };
}
