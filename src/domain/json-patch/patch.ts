import type { JsonText } from '../json/json-text.js';

/** One step of a JSON Patch (RFC 6902). `path` and `from`: JSON Pointers. */
export type JsonPatchStep =
  | { op: 'add' | 'replace' | 'test'; path: string; value: JsonText }
  | { op: 'remove'; path: string }
  | { op: 'move' | 'copy'; path: string; from: string };

/** A patch as it was sent. `merge`: a merge patch (RFC 7396), an object. */
export type Patch =
  { kind: 'steps'; text: JsonText; steps: readonly JsonPatchStep[] } | { kind: 'merge'; text: JsonText };

/** A patch cannot be applied to this text. */
export class PatchFailed extends Error {
  override readonly name = 'PatchFailed';

  /**
   * @param field which part of the patch
   * @param expected what would have been right; it holds no value of the text
   */
  constructor(
    readonly field: string,
    readonly expected: string,
  ) {
    super(`${field}: expected ${expected}`);
  }
}
