import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addInOrder, sortedHeaders } from './header-list.js';

it('sorts headers by their names, each with its value, and adds one where it belongs', () => {
  const names = fc.uniqueArray(fc.string({ maxLength: 4 }), { minLength: 1, maxLength: 8 });
  const property = fc.property(names, ([last = '', ...others]) => {
    const list = others.flatMap((name) => [name, `value of ${name}`]);
    const sorted = sortedHeaders(list);
    addInOrder(sorted, last, `value of ${last}`);
    const expected = [last, ...others].sort().flatMap((name) => [name, `value of ${name}`]);
    expect(sorted).toEqual(expected);
    expect(list).toHaveLength(2 * others.length);
  });
  fc.assert(property);
});
