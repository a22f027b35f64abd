import { toJsonText } from '../domain/json/json-text.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Masking } from '../domain/masking/masking.js';

/**
 * A stored record as anybody may be shown it: to the letter, with `[masked]` in place of masked values. Every answer that
 * holds a record takes it from here.
 */
export function shownRecord(bytes: Uint8Array, letter: DeadLetter, masking: Masking): Buffer {
  const stored = Buffer.from(bytes);
  if (!masking.active) return stored;
  const text = toJsonText(stored.toString('utf8'));
  const shown = masking.record(text, letter);
  return shown === text ? stored : Buffer.from(shown, 'utf8');
}
