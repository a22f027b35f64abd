import { scanJson } from './json-scan.js';
import type { JsonText } from './json-text.js';

/** Whether a value is a string that holds an object or an array as JSON. */
export function isJsonInString(value: JsonText | null): boolean {
  if (value?.[0] !== '"') return false;
  const text = JSON.parse(value) as string;
  return /^\s*[{[]/.test(text) && scanJson(text) !== null;
}
