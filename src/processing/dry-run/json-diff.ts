import { createPatch, type Operation } from 'rfc6902';
import { ExactJson } from '../../domain/exact-json.js';
import type { JsonText } from '../../domain/json-text.js';

/** Two lists are compared element by element up to this many pairs; past it the new list takes the place of the old. */
const MAX_PAIRS = 40_000;

/**
 * The changes from one JSON text to another as a JSON Patch (RFC 6902), every digit kept: 1.1 and 1.10 differ. What
 * is too deep or too large to be compared in detail is replaced as a whole.
 */
export function jsonDiff(from: JsonText, to: JsonText): JsonText {
  if (from === to) return '[]' as JsonText;
  const exact = ExactJson.forTexts(from, to);
  if (exact !== null) {
    try {
      const [before, after] = [from, to].map((text) => JSON.parse(exact.encode(text, 'respelt')));
      const patch = exact.decode(JSON.stringify(createPatch(before, after, wholeLists)));
      if (patch !== null) return patch;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return `[{"op":"replace","path":"","value":${to}}]` as JsonText;
}

/** The library compares every pair of elements, and hands an array over by reference until they are told apart. */
function wholeLists(
  before: unknown,
  after: unknown,
  pointer: { toString(): string },
): Operation[] | undefined {
  if (!Array.isArray(before) || !Array.isArray(after)) return undefined;
  if (before.length * after.length <= MAX_PAIRS) return undefined;
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  return [{ op: 'replace', path: pointer.toString(), value: after }];
}
