import { describe, expect, it } from 'vitest';
import { toJsonText } from '../json/json-text.js';
import { applyPatch } from './apply-patch.js';
import { PatchFailed } from './patch.js';
import { MAX_PATCH_LENGTH, MAX_STEPS, readJsonPatch, readMergePatch } from './read-patch.js';

const BOUNDS = { maxLength: 1_000 };

function patched(text: string, patch: string, bounds = BOUNDS): string {
  const read = patch.startsWith('[') ? readJsonPatch : readMergePatch;
  const reading = read(toJsonText(patch));
  if (!('patch' in reading))
    return reading.problems.map(({ field, expected }) => `${field}: ${expected}`).join();
  try {
    return applyPatch(toJsonText(text), reading.patch, bounds);
  } catch (error) {
    if (error instanceof PatchFailed) return error.message;
    throw error;
  }
}

describe('a patch on a text', () => {
  it.each([
    // RFC 6902, appendix A.
    ['{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]', '{"foo":"bar","baz":"qux"}'],
    ['{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]', '{"foo":["bar","qux","baz"]}'],
    ['{"foo":["bar"]}', '[{"op":"add","path":"/foo/-","value":["a"]}]', '{"foo":["bar",["a"]]}'],
    ['{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]', '{"foo":["bar","baz"]}'],
    [
      '{"a":["all","grass","cows","eat"]}',
      '[{"op":"move","from":"/a/1","path":"/a/3"}]',
      '{"a":["all","cows","eat","grass"]}',
    ],
    ['{"/":9,"~1":10}', '[{"op":"test","path":"/~01","value":10}]', '{"/":9,"~1":10}'],
    ['{"a":1}', '[{"op":"add","path":"/b","value":2,"xyz":1}]', '{"a":1,"b":2}'],
    // Digits, names and escapes.
    ['{"a":1.10,"b":1.10}', '[{"op":"replace","path":"/b","value":2.50}]', '{"a":1.10,"b":2.50}'],
    [
      '{"a":12345678901234567890}',
      '[{"op":"copy","from":"/a","path":"/b"}]',
      '{"a":12345678901234567890,"b":12345678901234567890}',
    ],
    [
      '{"__proto__":1}',
      '[{"op":"add","path":"/__proto__/x","value":1}]',
      'patch[0].path: expected an object or a list around the new value',
    ],
    ['{}', '[{"op":"add","path":"/__proto__","value":{"x":1}}]', '{"__proto__":{"x":1}}'],
    [
      '{"\\u0061":1,"b":"\\u00e9"}',
      '[{"op":"replace","path":"/a","value":2}]',
      '{"\\u0061":2,"b":"\\u00e9"}',
    ],
    // Of a repeated name the last one counts, and all of them go.
    ['{"a":1,"b":0,"a":2}', '[{"op":"replace","path":"/a","value":3}]', '{"a":1,"b":0,"a":3}'],
    ['{"a":1,"b":0,"a":2}', '[{"op":"remove","path":"/a"}]', '{"b":0}'],
    ['{"a":1,"a":2}', '{"a":null}', '{}'],
    ['{"a":1,"a":{"c":1.0,"d":2}}', '{"a":{"d":3}}', '{"a":1,"a":{"c":1.0,"d":3}}'],
    ['{"a":[1,2]}', '{"a":{"b":null,"c":{"d":null}}}', '{"a":{"c":{}}}'],
    // Numbers are compared by value, with every digit.
    ['{"a":1.10}', '[{"op":"test","path":"/a","value":11e-1}]', '{"a":1.10}'],
    [
      '{"a":12345678901234567890}',
      '[{"op":"test","path":"/a","value":12345678901234567891}]',
      'patch[0].value: expected what the event has at this path',
    ],
    ['{"a":{"x":1,"y":[2]}}', '[{"op":"test","path":"/a","value":{"y":[2],"x":1}}]', '{"a":{"x":1,"y":[2]}}'],
  ])('%s with %s is %s', (text, patch, result) => {
    expect(patched(text, patch)).toBe(result);
  });

  it.each([
    ['[{"op":"remove","path":"/b"}]', 'patch[0].path: expected a path that leads to a value'],
    ['[{"op":"remove","path":""}]', 'patch[0].path: expected a part of the event'],
    ['[{"op":"replace","path":"/b","value":1}]', 'patch[0].path: expected a path that leads to a value'],
    ['[{"op":"add","path":"/l/3","value":1}]', 'patch[0].path: expected - or an index up to 2 in the list'],
    ['[{"op":"add","path":"/l/01","value":1}]', 'patch[0].path: expected - or an index up to 2 in the list'],
    ['[{"op":"add","path":"/x/y","value":1}]', 'patch[0].path: expected a path that leads to a value'],
    [
      '[{"op":"move","from":"/a","path":"/a/b"}]',
      'patch[0].from: expected a value that does not hold the new place',
    ],
    [
      '[{"op":"add","path":"/b","value":1},{"op":"test","path":"/b","value":2}]',
      'patch[1].value: expected what the event has at this path',
    ],
    ['[{"op":"frob","path":"/a"}]', 'patch[0].op: one of add, remove, replace, move, copy, test'],
    ['[{"op":"add","path":"a","value":1}]', 'patch[0].path: a JSON Pointer, such as /payload/interaction_id'],
    [
      '[{"op":"add","path":"/~2","value":1}]',
      'patch[0].path: a JSON Pointer, such as /payload/interaction_id',
    ],
    ['[{"op":"add","path":"/b"}]', 'patch[0].value: a value'],
    ['[{"op":"copy","path":"/b"}]', 'patch[0].from: a JSON Pointer, such as /payload/interaction_id'],
    ['[{"op":"add","path":"/b","value":1,"op":"remove"}]', 'patch[0].op: it once'],
    ['[1]', 'patch[0]: an object with op and path'],
  ])('%s does not fit', (patch, why) => {
    expect(patched('{"a":{},"l":[1,2]}', patch)).toBe(why);
  });

  it('ends where copies of copies grow', () => {
    const grow = Array.from({ length: 30 }, (_, i) => ({ op: 'copy', from: '/a', path: `/a/${i}` }));
    expect(patched('{"a":{"text":"0123456789"}}', JSON.stringify(grow))).toMatch(
      /^patch\[\d+\]: expected an event of at most 1000 characters$/,
    );
  });

  it('is bounded in its steps, its length, its depth and its work', () => {
    const steps = (count: number) =>
      JSON.stringify(Array.from({ length: count }, () => ({ op: 'test', path: '/a', value: 1 })));
    expect(patched('{"a":1}', steps(MAX_STEPS))).toBe('{"a":1}');
    expect(patched('{"a":1}', steps(MAX_STEPS + 1))).toBe('patch: at most 200 steps');
    expect(patched('{}', `{"a":"${'x'.repeat(MAX_PATCH_LENGTH)}"}`)).toBe(
      `patch: at most ${MAX_PATCH_LENGTH} characters`,
    );
    expect(patched('{}', `{"a":${'['.repeat(500)}${']'.repeat(500)}}`)).toBe(
      'patch: at most 500 levels of nesting',
    );
    const long = `{"a":1,"b":"${'x'.repeat(1_000_000)}"}`;
    expect(patched(long, steps(MAX_STEPS), { maxLength: 2_000_000 })).toBe(
      'patch[49]: expected fewer steps for an event of this size',
    );
  });
});
