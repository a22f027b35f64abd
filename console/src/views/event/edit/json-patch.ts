import { isLosslessNumber } from 'lossless-json';
import { pointerPart } from '../json-lines.js';

/** A step of a JSON Patch (RFC 6902). */
export interface PatchStep {
  op: 'add' | 'remove' | 'replace';
  path: string;
  value?: unknown;
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
 * What is the same at the beginning and at the end stays; what is between is replaced, then removed or added. Where that
 * could give a masked value to another element than it belongs to, the whole array is replaced: `maskedStep` finds it then.
 */
function ofArrays(before: readonly unknown[], after: readonly unknown[], path: string): PatchStep[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && isSame(before[start], after[start])) start++;
  let end = 0;
  while (end < shorter - start && isSame(before.at(-1 - end), after.at(-1 - end))) end++;
  const old = before.slice(start, before.length - end);
  const next = after.slice(start, after.length - end);
  const both = Math.min(old.length, next.length);
  if (holdsMask(old) && hasMoved(before, old, next, start)) return [{ op: 'replace', path, value: after }];
  const steps: PatchStep[] = [];
  for (let at = 0; at < both; at++) steps.push(...jsonPatch(old[at], next[at], `${path}/${start + at}`));
  for (let at = old.length - 1; at >= both; at--) steps.push({ op: 'remove', path: `${path}/${start + at}` });
  for (let at = both; at < next.length; at++)
    steps.push({ op: 'add', path: `${path}/${start + at}`, value: next[at] });
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
