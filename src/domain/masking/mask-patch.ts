import {
  elementsOf,
  jsonString,
  type JsonText,
  membersOf,
  objectOf,
  plainString,
} from '../json/json-text.js';
import { indexIn } from '../json-patch/json-place.js';
import { tokensOf } from '../json/json-tokens.js';
import { pointerOf, tokensIn } from '../json-patch/json-pointer.js';
import { allScalars, maskFrom, scalarsFrom, type MaskedScalar, type ReplaceScalar } from './mask-json.js';
import { MASKED, type PathState } from './mask-path.js';
import { jsonInside } from './walk-json.js';

/** Where a JSON Pointer has got to along paths. `masked`: how many of its tokens lead to a masked value; `null`: none do. */
interface Reached {
  states: readonly PathState[];
  masked: number | null;
}

/**
 * A patch of an event as it may be shown: values at masked paths read `[masked]`. A step's value is masked by the step's
 * path, a merge patch has the shape of the event itself.
 *
 * @param start of the paths in the event
 */
export function maskPatch(patch: JsonText, start: PathState, replace: ReplaceScalar): JsonText {
  if (patch[0] !== '[') return maskFrom(patch, start, replace);
  return `[${elementsOf(patch)
    .map((step) => maskStep(step, start, replace))
    .join(',')}]` as JsonText;
}

/** The scalars that masking takes out of a patch. */
export function scalarsOfPatch(patch: JsonText, start: PathState): MaskedScalar[] {
  const found: MaskedScalar[] = [];
  if (patch[0] !== '[') scalarsFrom(patch, start, found);
  for (const step of elementsOf(patch)) {
    const fields = new Map(membersOf(step));
    const [path, value] = [fields.get('path'), fields.get('value')];
    if (path?.[0] !== '"' || value === undefined) continue;
    const tokens = tokensIn(plainString(path));
    const { states, masked } = reach(start, tokens);
    if (masked !== null) allScalars(value, nameOf(tokens), found);
    else for (const state of states) scalarsFrom(value, state, found);
  }
  return found;
}

/** Whether a value is hidden as well at one place as at another. `from`, `to`: JSON Pointers. */
export function hidesAsMuch(value: JsonText, from: string, to: string, start: PathState): boolean {
  const before = hiddenAt(value, from, start);
  if (before === value) return true;
  return waysTo(tokensIn(to), [start]).every((state) => {
    const after = state === null ? jsonString(MASKED) : maskFrom(value, state, () => null);
    return after === before || after === jsonString(MASKED);
  });
}

/** What is left of a value of the event where it stands, at a JSON Pointer. */
export function hiddenAt(value: JsonText, pointer: string, start: PathState): JsonText {
  return maskedAt(value, reach(start, tokensIn(pointer)), () => null);
}

/**
 * Where each reading of a pointer leads: a token such as `0` names an element of a list, or a member of an object.
 *
 * @returns a state of the paths for each reading; `null`: it leads to a masked value
 */
function waysTo(tokens: readonly string[], states: readonly PathState[]): Array<PathState | null> {
  const [token, ...rest] = tokens;
  if (token === undefined) return [...states];
  const steps = stepsInto(states, token);
  const open = new Set(steps.flatMap(({ masked, state }) => (masked ? [] : [state])));
  const hidden = steps.some(({ masked }) => masked) ? [null] : [];
  return open.size === 0 ? hidden : [...hidden, ...waysTo(rest, [...open])];
}

/** Both readings of a token that may be an index. */
function stepsInto(states: readonly PathState[], token: string) {
  return states.flatMap((state) =>
    isPlace(token) ? [state.into(token), state.intoElement()] : [state.into(token)],
  );
}

function isPlace(token: string): boolean {
  return token === '-' || indexIn(token) !== null;
}

function maskStep(step: JsonText, start: PathState, replace: ReplaceScalar): JsonText {
  const members = membersOf(step);
  const path = new Map(members).get('path');
  if (path?.[0] !== '"') return maskFrom(step, start, replace);
  const reached = reach(start, tokensIn(plainString(path)));
  return objectOf(
    members.map(([name, value]) => {
      if (name === 'value') return [name, maskedAt(value, reached, replace)];
      const isPointer = (name === 'path' || name === 'from') && value[0] === '"';
      return [name, isPointer ? jsonString(shownPointer(plainString(value), start)) : value];
    }),
  );
}

/** Names inside of a masked object are masked with it. */
function shownPointer(pointer: string, start: PathState): string {
  const tokens = tokensIn(pointer);
  const { masked } = reach(start, tokens);
  return masked === null || masked === tokens.length
    ? pointer
    : pointerOf([...tokens.slice(0, masked), MASKED]);
}

function maskedAt(value: JsonText, { states, masked }: Reached, replace: ReplaceScalar): JsonText {
  if (masked !== null) return jsonString(MASKED);
  return states.reduce((text, state) => maskFrom(text, state, replace), value);
}

function reach(start: PathState, tokens: readonly string[]): Reached {
  let states: PathState[] = [start];
  for (const [index, token] of tokens.entries()) {
    const stepped = stepsInto(states, token);
    if (stepped.some(({ masked }) => masked)) return { states: [], masked: index + 1 };
    states = [...new Set(stepped.map(({ state }) => state))];
  }
  return { states, masked: null };
}

/** The nearest member's name on the way to a value. */
function nameOf(tokens: readonly string[]): string {
  return tokens.findLast((token) => !isPlace(token)) ?? '';
}

/**
 * Whether a value reads `[masked]`, also in JSON that a string holds. Somebody sends back what was shown to them, and would
 * overwrite what they never saw.
 */
export function holdsMasked(json: JsonText): boolean {
  for (const token of tokensOf(json)) {
    if (token.kind !== 'string' || token.isKey) continue;
    if (plainString(token.text) === MASKED) return true;
    const inside = jsonInside(token.text);
    if (inside !== null && holdsMasked(inside)) return true;
  }
  return false;
}
