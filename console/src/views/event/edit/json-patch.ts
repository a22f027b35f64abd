import { isLosslessNumber } from 'lossless-json';
import { pointerPart } from '../json-lines.js';
import { listOrder } from './list-order.js';

/** A step of a JSON Patch (RFC 6902). */
export interface PatchStep {
  op: 'add' | 'remove' | 'replace' | 'move';
  path: string;
  value?: unknown;
  /** Of a move: where the value was. */
  from?: string;
}

/**
 * What differs between two values that were read with `parseExactly`, as a JSON Patch. It names only what differs, so
 * digits and masked values that nobody touched are not in it. `1.10` and `1.1` differ.
 */
export function jsonPatch(before: unknown, after: unknown, path = ''): PatchStep[] {
  if (isSame(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return ofArrays(before, after, path);
  if (isObject(before) && isObject(after)) return ofObjects(before, after, path);
  return [{ op: 'replace', path, value: after }];
}

function ofObjects(before: object, after: object, path: string): PatchStep[] {
  const steps: PatchStep[] = [];
  for (const [name, value] of Object.entries(before)) {
    const below = `${path}/${pointerPart(name)}`;
    if (!Object.hasOwn(after, name)) steps.push({ op: 'remove', path: below });
    else steps.push(...jsonPatch(value, Reflect.get(after, name), below));
  }
  for (const [name, value] of Object.entries(after)) {
    if (!Object.hasOwn(before, name)) steps.push({ op: 'add', path: `${path}/${pointerPart(name)}`, value });
  }
  return steps;
}

/**
 * What is the same at the beginning and at the end stays. Between them elements moved, came, went or were changed. Of what
 * is masked nobody can say which element it belongs to, so that elements are then compared by their places; where that could
 * give a masked value to another element, the whole array is replaced: `maskedStep` finds it then.
 */
function ofArrays(before: readonly unknown[], after: readonly unknown[], path: string): PatchStep[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  const old = before.slice(start, before.length - end);
  const next = after.slice(start, after.length - end);
  const at = (index: number) => `${path}/${start + index}`;
  if (holdsMask(old) && hasMoved(before, old, next, start)) return [{ op: 'replace', path, value: after }];
  return (holdsMask([old, next]) ? null : ofMoved(old, next, at)) ?? ofPlaces(old, next, at);
}

function ofPlaces(
  old: readonly unknown[],
  next: readonly unknown[],
  at: (index: number) => string,
): PatchStep[] {
  const both = Math.min(old.length, next.length);
  const steps: PatchStep[] = [];
  for (let index = 0; index < both; index++) steps.push(...jsonPatch(old[index], next[index], at(index)));
  for (let index = old.length - 1; index >= both; index--) steps.push({ op: 'remove', path: at(index) });
  for (let index = both; index < next.length; index++)
    steps.push({ op: 'add', path: at(index), value: next[index] });
  return steps;
}

/** First what went, then what moved or came, and at last what was changed, by its new place. `null`: the lists are too long */
function ofMoved(
  old: readonly unknown[],
  next: readonly unknown[],
  at: (index: number) => string,
): PatchStep[] | null {
  const order = listOrder(old.map(formOf), next.map(formOf));
  if (order === null) return null;
  const kept = new Set(order.from);
  const steps: PatchStep[] = [];
  for (let index = old.length - 1; index >= 0; index--)
    if (!kept.has(index)) steps.push({ op: 'remove', path: at(index) });
  /** The list as the steps so far have left it, each element by where it was. */
  const present: Array<number | null> = [...old.keys()].filter((index) => kept.has(index));
  let behind = 0;
  for (const [index, place] of order.from.entries()) {
    if (order.staying.has(index)) {
      behind = present.indexOf(place, behind) + 1;
      continue;
    }
    if (place === null) steps.push({ op: 'add', path: at(behind), value: next[index] });
    else {
      const from = present.indexOf(place);
      present.splice(from, 1);
      if (from < behind) behind--;
      if (from !== behind) steps.push({ op: 'move', from: at(from), path: at(behind) });
    }
    present.splice(behind++, 0, place);
  }
  for (const [index, place] of order.from.entries())
    if (place !== null) steps.push(...jsonPatch(old[place], next[index], at(index)));
  return steps;
}

/**
 * Whether elements may stand at other places than before. The patch goes by the place, and what is masked cannot tell two
 * elements apart.
 *
 * @param old what is replaced or removed of `before`, from `start` on
 */
function hasMoved(
  before: readonly unknown[],
  old: readonly unknown[],
  next: readonly unknown[],
  start: number,
): boolean {
  if (next.length === 0) return start > 0 && isSame(before[start - 1], old.at(-1));
  if (old.length !== next.length) return true;
  return next.some((value, at) => old.some((other, place) => place !== at && isSame(value, other)));
}

/** A value as text that is the same for the same values, in whatever order an object has its members. */
function formOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formOf).join()}]`;
  if (!isObject(value)) return isLosslessNumber(value) ? value.value : (JSON.stringify(value) ?? '');
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${formOf(member)}`);
  return `{${members.sort().join()}}`;
}

function isSame(one: unknown, other: unknown): boolean {
  if (isLosslessNumber(one) || isLosslessNumber(other)) {
    return isLosslessNumber(one) && isLosslessNumber(other) && one.value === other.value;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, at) => isSame(value, other[at]));
  }
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && isSame(Reflect.get(one, name), Reflect.get(other, name)),
    )
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}

/** The first step that would write the word that stands for a masked value; `null`: none would. */
export function maskedStep(steps: readonly PatchStep[]): PatchStep | null {
  return steps.find(({ value }) => holdsMask(value)) ?? null;
}

function holdsMask(value: unknown): boolean {
  if (value === '[masked]') return true;
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return false;
  return Object.values(value).some(holdsMask);
}
