import { ExactJson } from '../../domain/json/exact-json.js';
import type { JsonText } from '../../domain/json/json-text.js';
import { valueDiff } from './value-diff.js';

/** Characters of both texts together; longer ones are not compared in detail. */
const MAX_LENGTH = 131_072;

/** Characters that all paths of a patch may have beyond the length of the new text. */
const MAX_PATHS = 65_536;

/**
 * The changes from one JSON text to another as a JSON Patch (RFC 6902), every digit kept: 1.1 and 1.10 differ. A value
 * that is too deep or too large for that is replaced as a whole.
 */
export function jsonDiff(from: JsonText, to: JsonText): JsonText {
  if (from === to) return '[]' as JsonText;
  const exact = from.length + to.length <= MAX_LENGTH ? ExactJson.forTexts(from, to) : null;
  if (exact !== null) {
    try {
      const [before, after] = [from, to].map((text) => JSON.parse(exact.encode(text, 'respelt')) as unknown);
      const steps = valueDiff(before, after, to.length + MAX_PATHS);
      const patch = steps === null ? null : exact.decode(JSON.stringify(steps));
      if (patch !== null) return patch;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return `[{"op":"replace","path":"","value":${to}}]` as JsonText;
}
