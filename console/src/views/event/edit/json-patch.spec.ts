import fc from 'fast-check';
import { applyPatch, type Operation } from 'rfc6902';
import { describe, expect, it } from 'vitest';
import { parseExactly, stringifyExactly } from '../../../api/lossless.js';
import { jsonPatch, maskedStep } from './json-patch.js';

const patchOf = (before: string, after: string) =>
  stringifyExactly(jsonPatch(parseExactly(before), parseExactly(after)));

describe('jsonPatch', () => {
  it.each([
    ['{"a":1.10,"b":[1,2]}', '{"b":[1,2],"a":1.10}', '[]'],
    ['{"a":1.10}', '{"a":1.1}', '[{"op":"replace","path":"/a","value":1.1}]'],
    ['{"a":1}', '{"a":12345678901234567890}', '[{"op":"replace","path":"/a","value":12345678901234567890}]'],
    ['{"a/b":1,"c":2}', '{"c":2}', '[{"op":"remove","path":"/a~1b"}]'],
    ['{"a":null}', '{"a":{}}', '[{"op":"replace","path":"/a","value":{}}]'],
    ['{"a":{}}', '{"a":[]}', '[{"op":"replace","path":"/a","value":[]}]'],
    ['{"l":[1,"[masked]",3]}', '{"l":["[masked]",3]}', '[{"op":"remove","path":"/l/0"}]'],
    ['{"l":[1,3]}', '{"l":[1,2,3]}', '[{"op":"add","path":"/l/1","value":2}]'],
    ['{"l":[1.10,2,3]}', '{"l":[3,1.10,2]}', '[{"op":"move","from":"/l/2","path":"/l/0"}]'],
    [
      '{"l":[{"a":1,"b":2},2,{"c":3}]}',
      '{"l":[{"c":3},{"b":2,"a":1},9]}',
      '[{"op":"move","from":"/l/2","path":"/l/0"},{"op":"replace","path":"/l/2","value":9}]',
    ],
  ])('%s to %s', (before, after, steps) => expect(patchOf(before, after)).toBe(steps));

  it.each([
    ['{"l":[1,2,3,4,5],"o":{"x":[{"y":1}]}}', '{"l":[0,2,9],"o":{"x":[{"y":2},{"z":[]}]}}'],
    ['{"l":[[1],[2]]}', '{"l":[[2],[1],[2]],"n":null}'],
    ['{"l":[1,1,1]}', '{"l":[1]}'],
    ['{"l":[1,2,3,4,5,6]}', '{"l":[6,7,4,1,1,8,3]}'],
    ['{"l":[[1],{"a":[1,2,3]},[2]]}', '{"l":[[2],{"a":[3,1,2]},[1],{"a":[1,2,3]}]}'],
  ])('makes %s into %s when it is applied', (before, after) => {
    const value: unknown = JSON.parse(before);
    const steps = JSON.parse(patchOf(before, after)) as Operation[];
    expect(applyPatch(value, steps).filter((error) => error !== null)).toEqual([]);
    expect(value).toEqual(JSON.parse(after));
  });
});

describe('jsonPatch of two lists', () => {
  it('makes any of them into any other', () => {
    const list = fc.array(fc.constantFrom<unknown>(1, 2, 3, 'a', [1], [2], { b: [1] }, { b: [2] }), {
      maxLength: 10,
    });
    fc.assert(
      fc.property(list, list, (before, after) => {
        // Elements that are one object would be changed together.
        const holder = JSON.parse(JSON.stringify({ l: before })) as { l: unknown };
        applyPatch(
          holder,
          JSON.parse(stringifyExactly(jsonPatch({ l: before }, { l: after }))) as Operation[],
        );
        expect(holder.l).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('masked values in an array', () => {
  const person = (id: number, name = 'a') => ({ id, name, phone: '[masked]' });
  const stepsOf = (before: unknown, after: unknown) => jsonPatch({ l: before }, { l: after });

  it.each([
    ['swapped', [person(1), person(2)], [person(2), person(1)]],
    ['one removed and one changed', [person(1), person(2), person(3)], [person(2), person(4)]],
    ['one of two that look alike removed', [person(1), person(1)], [person(1)]],
  ])('are not given to another element: %s', (_what, before, after) => {
    expect(maskedStep(stepsOf(before, after))).toMatchObject({ op: 'replace', path: '/l' });
  });

  it('stay where elements are changed in place, or one is removed', () => {
    const changed = stepsOf([person(1), person(2)], [person(1, 'b'), person(2, 'c')]);
    expect(changed.map(({ path }) => path)).toEqual(['/l/0/name', '/l/1/name']);
    expect(stepsOf([person(1), person(2)], [person(2)])).toEqual([{ op: 'remove', path: '/l/0' }]);
    expect(maskedStep(stepsOf([person(1), person(2)], []))).toBeNull();
  });
});

describe('maskedStep', () => {
  it('finds a masked value that would be written, however deep', () => {
    const steps = jsonPatch({ a: 1 }, { a: 1, b: { c: ['[masked]'] } });
    expect(maskedStep(steps)?.path).toBe('/b');
    expect(maskedStep(jsonPatch({ a: '[masked]' }, { a: '[masked]', b: 1 }))).toBeNull();
  });
});
