import fc from 'fast-check';
import { applyPatch as applyByLibrary, type Operation } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { jsonObjectText, jsonText } from '../../../test/support/json-text-arbitrary.js';
import { toJsonText, type JsonText } from '../json/json-text.js';
import { applyPatch } from './apply-patch.js';
import { pointerOf } from './json-pointer.js';
import { PatchFailed } from './patch.js';
import { readJsonPatch, readMergePatch } from './read-patch.js';

const BOUNDS = { maxLength: 10_000_000 };

/** Names that occur often, so that patches meet what is there; and names that traps lie behind. */
const name = fc.constantFrom('a', 'b', 'payload', '', 'x/y', 'm~n', '0', '1', '-', 'constructor', 'toString');
const pointer = fc.array(name, { maxLength: 4 }).map(pointerOf);

const step = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'replace'), path: pointer, value: jsonText }),
  fc.record({ op: fc.constant('test'), path: pointer, value: jsonText }),
  fc.record({ op: fc.constant('remove'), path: pointer }),
  fc.record({ op: fc.constantFrom('move', 'copy'), path: pointer, from: pointer }),
);

/** An object that a short pointer leads into, with numbers that JavaScript would spell otherwise. */
const { text: nested } = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('1.10', '12345678901234567890', '-0', '1e400', '"é\\u0041"', 'null', '[]', '{}'),
    fc
      .array(fc.tuple(name, tie('text')), { maxLength: 4 })
      .map((members) => `{${members.map(([own, value]) => `${JSON.stringify(own)}:${value}`).join(',')}}`),
    fc.array(tie('text'), { maxLength: 4 }).map((elements) => `[${elements.join(',')}]`),
  ),
}));

function patchText(
  steps: ReadonlyArray<{ op: string; path: string; from?: string; value?: string }>,
): JsonText {
  const texts = steps.map(({ value, ...rest }) => {
    const text = JSON.stringify(rest);
    return value === undefined ? text : `${text.slice(0, -1)},"value":${value}}`;
  });
  return toJsonText(`[${texts.join(',')}]`);
}

/** What our patch makes of a text; `null`: it does not fit. */
function applied(text: JsonText, patch: JsonText, read = readJsonPatch): string | null {
  const reading = read(patch);
  if (!('patch' in reading)) throw new Error(JSON.stringify(reading.problems));
  try {
    return applyPatch(text, reading.patch, BOUNDS);
  } catch (error) {
    if (error instanceof PatchFailed) return null;
    throw error;
  }
}

describe('a JSON Patch on a text', () => {
  it('says the same as a library makes of the values, and fails where that fails', () => {
    fc.assert(
      fc.property(nested, fc.array(step, { maxLength: 4 }), (json, steps) => {
        const text = toJsonText(json);
        const patch = patchText(steps);
        const root = { value: JSON.parse(text) as unknown };
        // The library cannot replace the root: it is a member of another one here.
        fc.pre((JSON.parse(patch) as Operation[]).every((operation) => !isSpecial(operation)));
        const operations = (JSON.parse(patch) as Operation[]).map((operation) => ({
          ...operation,
          path: `/value${operation.path}`,
          ...('from' in operation ? { from: `/value${operation.from}` } : {}),
        })) as Operation[];
        const failed = fails(root, operations);
        const ours = applied(text, patch);
        expect(ours === null).toBe(failed);
        expect(JSON.parse(ours ?? 'null')).toEqual(ours === null ? null : root.value);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leaves every byte outside of the place that it names', () => {
    const around = fc.tuple(nested, nested, nested);
    fc.assert(
      fc.property(around, jsonText, ([before, old, after], value) => {
        const frame = (inside: string) =>
          toJsonText(`{"b":${before},"x/y":[${before},{"a":${inside}},${after}],"b":${after}}`);
        const path = '/x~1y/1/a';
        expect(applied(frame(old), patchText([{ op: 'replace', path, value }]))).toBe(
          frame(toJsonText(value)),
        );
        const removed = applied(frame(old), patchText([{ op: 'remove', path }]));
        expect(removed).toBe(frame('0').replace('{"a":0}', '{}'));
        expect(applied(removed as JsonText, patchText([{ op: 'add', path, value }]))).toBe(
          frame(toJsonText(value)),
        );
        const moved = patchText([{ op: 'move', from: path, path: '/x~1y/0' }]);
        expect(applied(frame(old), moved)).toBe(
          toJsonText(`{"b":${before},"x/y":[${old},${before},{},${after}],"b":${after}}`),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe('a merge patch on a text', () => {
  it('says the same as the algorithm of RFC 7396, section 2', () => {
    fc.assert(
      fc.property(fc.oneof(nested, jsonObjectText), fc.oneof(nested, jsonObjectText), (json, patchJson) => {
        const [text, patch] = [toJsonText(json), toJsonText(patchJson)];
        fc.pre(patch[0] === '{');
        const ours = applied(text, patch, readMergePatch);
        expect(JSON.parse(ours!)).toEqual(merged(JSON.parse(text), JSON.parse(patch)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves every byte of what it does not name', () => {
    fc.assert(
      fc.property(nested, nested, jsonText, (before, after, value) => {
        fc.pre(!toJsonText(value).startsWith('{') && toJsonText(value) !== 'null');
        const frame = (inside: string) =>
          toJsonText(`{"b":${before},"a":{"q":${after}${inside}},"b":${after}}`);
        const patch = toJsonText(`{"a":{"p":${value}},"c":null}`);
        expect(applied(frame(',"p":1.50'), patch, readMergePatch)).toBe(frame(`,"p":${toJsonText(value)}`));
        expect(applied(frame(''), patch, readMergePatch)).toBe(frame(`,"p":${toJsonText(value)}`));
      }),
      { numRuns: 300 },
    );
  });
});

/** Applies the steps one by one. The library returns most errors, and throws some. */
function fails(root: object, operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    const { op, path } = operation;
    if (namesNoElement(root, path, op === 'add' || op === 'move' || op === 'copy')) return true;
    if ('from' in operation && namesNoElement(root, operation.from, false)) return true;
    try {
      return applyByLibrary(root, [operation]).some((error) => error !== null);
    } catch {
      return true;
    }
  });
}

/** Whether the pointer names something in an array that is no element of one. The library lets that pass (RFC 6901, 4). */
function namesNoElement(root: object, pointer: string, mayAppend: boolean): boolean {
  let value: unknown = root;
  const tokens = pointer.slice(1).split('/');
  for (const [nth, token] of tokens.entries()) {
    // The library takes a character of a string for a member of it.
    if (typeof value !== 'object' || value === null) return true;
    const appends = mayAppend && token === '-' && nth === tokens.length - 1;
    if (Array.isArray(value) && !appends && !/^(0|[1-9]\d*)$/.test(token)) return true;
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    value = (value as Record<string, unknown>)[name];
  }
  return false;
}

/** What the library has its own way with: names of JavaScript's prototypes, and a move into itself. */
function isSpecial(operation: Operation): boolean {
  if (JSON.stringify(operation).includes('__proto__')) return true;
  if (/constructor|toString/.test(operation.path) || (operation.op === 'remove' && operation.path === ''))
    return true;
  if (!('from' in operation)) return false;
  return /constructor|toString/.test(operation.from) || `${operation.path}/`.startsWith(`${operation.from}/`);
}

/** RFC 7396, section 2, on values without a prototype. */
function merged(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const result = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [own, value] of Object.entries(patch)) {
    if (value === null) result.delete(own);
    else result.set(own, merged(result.get(own), value));
  }
  return Object.fromEntries(result);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
