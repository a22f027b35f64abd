import { jsonString, type JsonText } from '../json/json-text.js';
import { indexIn, itemAt, itemsAt, spliced, valueAt, withItem, withoutItems } from './json-place.js';
import { tokensIn } from './json-pointer.js';
import { mergePatch } from './merge-patch.js';
import { PatchFailed, type Patch, type JsonPatchStep } from './patch.js';
import { sameJson } from './same-json.js';

/** Characters that all steps together may go through: more would hold up other requests. */
const MAX_WORK = 100_000_000;

export interface PatchBounds {
  /** Characters that the text may have, after each step. */
  maxLength: number;
  /** Asked before a value goes from one place to another, pointers both. @returns why it must not; `null`: it may */
  mayMove?: (value: JsonText, from: string, to: string) => string | null;
  /** Asked before a value is compared. @returns why it must not; `null`: it may */
  mayTest?: (value: JsonText, at: string) => string | null;
}

/**
 * Applies a patch to a text. Only the places that the patch names change: digits, the order of members, escapes and
 * repeated names elsewhere stay to the letter.
 *
 * @throws PatchFailed where a step does not fit the text; then no step counts.
 */
export function applyPatch(text: JsonText, patch: Patch, bounds: PatchBounds): JsonText {
  const { maxLength } = bounds;
  if (patch.kind === 'merge') return within(mergePatch(text, patch.text), maxLength, 'patch');
  let [next, work] = [text, 0];
  for (const [index, step] of patch.steps.entries()) {
    const field = `patch[${index}]`;
    // Each token of a pointer goes through the text from where the one before has led.
    work +=
      next.length * (1 + tokensIn(step.path).length + ('from' in step ? tokensIn(step.from).length : 0));
    if (work > MAX_WORK) throw new PatchFailed(field, 'fewer steps for an event of this size');
    const refusal = refusalOf(next, step, field, bounds);
    if (refusal !== null) throw new PatchFailed(`${field}.path`, refusal);
    // Copies of copies would double the text with each step.
    next = within(applyStep(next, step, field), maxLength, field);
  }
  return next;
}

/** Why a step must not be made, though it fits; `null`: it may be. */
function refusalOf(
  text: JsonText,
  step: JsonPatchStep,
  field: string,
  { mayMove, mayTest }: PatchBounds,
): string | null {
  if (step.op === 'test' && mayTest !== undefined) {
    return mayTest(valueIn(text, tokensIn(step.path), `${field}.path`), step.path);
  }
  if ((step.op === 'move' || step.op === 'copy') && mayMove !== undefined) {
    return mayMove(valueIn(text, tokensIn(step.from), `${field}.from`), step.from, step.path);
  }
  return null;
}

function within(text: JsonText, maxLength: number, field: string): JsonText {
  if (text.length <= maxLength) return text;
  throw new PatchFailed(field, `an event of at most ${maxLength} characters`);
}

function applyStep(text: JsonText, step: JsonPatchStep, field: string): JsonText {
  const path = tokensIn(step.path);
  switch (step.op) {
    case 'add':
      return add(text, path, step.value, field);
    case 'remove':
      return remove(text, path, `${field}.path`);
    case 'replace':
      return spliced(text, found(text, path, `${field}.path`), step.value);
    case 'test':
      if (sameJson(valueIn(text, path, `${field}.path`), step.value)) return text;
      throw new PatchFailed(`${field}.value`, 'what the event has at this path');
    case 'copy':
      return add(text, path, valueIn(text, tokensIn(step.from), `${field}.from`), field);
    case 'move':
      return move(text, tokensIn(step.from), path, field);
  }
}

function move(text: JsonText, from: readonly string[], path: readonly string[], field: string): JsonText {
  const value = valueIn(text, from, `${field}.from`);
  const inside = from.length <= path.length && from.every((token, index) => token === path[index]);
  if (!inside) return add(remove(text, from, `${field}.from`), path, value, field);
  if (from.length === path.length) return text;
  throw new PatchFailed(`${field}.from`, 'a value that does not hold the new place');
}

function add(text: JsonText, path: readonly string[], value: JsonText, field: string): JsonText {
  const last = path.at(-1);
  if (last === undefined) return value;
  const { start } = found(text, path.slice(0, -1), `${field}.path`);
  if (text[start] === '[') return insert(text, start, last, value, field);
  if (text[start] !== '{') throw new PatchFailed(`${field}.path`, 'an object or a list around the new value');
  const known = itemAt(text, start, last);
  if (known !== undefined) return spliced(text, { start: known.valueStart, end: known.end }, value);
  return withItem(text, start, `${jsonString(last)}:${value}`);
}

function insert(text: JsonText, list: number, token: string, value: JsonText, field: string): JsonText {
  if (token === '-') return withItem(text, list, value);
  const index = indexIn(token);
  const items = [...itemsAt(text, list)];
  if (index === null || index > items.length) {
    throw new PatchFailed(`${field}.path`, `- or an index up to ${items.length} in the list`);
  }
  return withItem(text, list, value, items[index]);
}

function remove(text: JsonText, path: readonly string[], field: string): JsonText {
  const last = path.at(-1);
  if (last === undefined) throw new PatchFailed(field, 'a part of the event');
  const container = found(text, path.slice(0, -1), field).start;
  const item = itemAt(text, container, last);
  if (item === undefined) throw new PatchFailed(field, EXISTING);
  // The earlier ones of a repeated name would show instead.
  const gone =
    item.name === null ? [item] : [...itemsAt(text, container)].filter(({ name }) => name === last);
  return withoutItems(text, container, gone);
}

const EXISTING = 'a path that leads to a value';

function found(text: JsonText, path: readonly string[], field: string) {
  const span = valueAt(text, path);
  if (span === null) throw new PatchFailed(field, EXISTING);
  return span;
}

function valueIn(text: JsonText, path: readonly string[], field: string): JsonText {
  const { start, end } = found(text, path, field);
  return text.slice(start, end) as JsonText;
}
