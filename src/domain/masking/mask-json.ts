import { jsonString, type JsonText, plainString } from '../json/json-text.js';
import { tokensOf } from '../json/json-tokens.js';
import { MASKED, startOf, type MaskPath, type PathState } from './mask-path.js';
import { jsonInside, walkJson } from './walk-json.js';

const MASKED_TEXT = jsonString(MASKED);

/**
 * What takes the place of a scalar, or of a member's name (`isName`), in a JSON text; `null`: it stays. `name` is that of
 * the nearest member around it.
 */
export type ReplaceScalar = (scalar: JsonText, name: string, isName: boolean) => JsonText | null;

/**
 * The text with `"[masked]"` in place of every value that a path leads to, also in JSON that a string holds; all else
 * stays to the letter, unless `replace` has something in its place.
 */
export function maskJson(text: JsonText, paths: readonly MaskPath[], replace?: ReplaceScalar): JsonText {
  return maskFrom(text, startOf(paths), replace);
}

/** The same from where the paths have got to. */
export function maskFrom(text: JsonText, start: PathState, replace?: ReplaceScalar): JsonText {
  let out = '';
  let keptFrom = 0;
  const put = (from: number, to: number, value: string) => {
    out += text.slice(keptFrom, from) + value;
    keptFrom = to;
  };
  const replaced = (from: number, to: number, scalar: JsonText, name: string, isName: boolean) => {
    const value = replace?.(scalar, name, isName) ?? scalar;
    if (value !== text.slice(from, to)) put(from, to, value);
  };
  walkJson(text, start, {
    all: replace !== undefined,
    masked: (from, to) => put(from, to, MASKED_TEXT),
    scalar: (from, to, name, state) => {
      const scalar = text.slice(from, to) as JsonText;
      const inside = state.ended ? null : jsonInside(scalar);
      const masked = inside === null ? inside : maskFrom(inside, state);
      replaced(from, to, masked === inside || masked === null ? scalar : jsonString(masked), name, false);
    },
    name: (from, to) => replaced(from, to, text.slice(from, to) as JsonText, '', true),
  });
  return keptFrom === 0 ? text : ((out + text.slice(keptFrom)) as JsonText);
}

/** A string, number or name that masking takes out of a text. */
export interface MaskedScalar {
  /** Of the nearest member around it. */
  name: string;
  /** What a string says; a number as it is spelt. */
  plain: string;
  /** It is the name of a member inside of a masked container. */
  isName: boolean;
}

/** The scalars that masking takes out of a text, and the names inside of masked containers. */
export function maskedScalars(text: JsonText, paths: readonly MaskPath[]): MaskedScalar[] {
  const found: MaskedScalar[] = [];
  scalarsFrom(text, startOf(paths), found);
  return found;
}

/** Adds those from where the paths have got to. */
export function scalarsFrom(text: JsonText, start: PathState, found: MaskedScalar[]): void {
  walkJson(text, start, {
    all: false,
    masked: (from, to, name) => allScalars(text.slice(from, to), name, found),
    scalar: (from, to, _name, state) => {
      const inside = jsonInside(text.slice(from, to));
      if (inside !== null) scalarsFrom(inside, state, found);
    },
  });
}

/** Adds every scalar of a masked text. @param around the nearest member's name */
export function allScalars(text: string, around: string, found: MaskedScalar[]): void {
  let name = around;
  for (const token of tokensOf(text)) {
    if (token.kind === 'number') found.push({ name, plain: token.text, isName: false });
    if (token.kind !== 'string') continue;
    const plain = plainString(token.text);
    found.push({ name: token.isKey ? '' : name, plain, isName: token.isKey });
    if (token.isKey) name = plain;
    const inside = jsonInside(token.text);
    if (inside !== null) allScalars(inside, name, found);
  }
}
