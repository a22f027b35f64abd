import { describe, expect, it } from 'vitest';
import { listIn, parseQueryString } from './query-string.js';

describe('a query string', () => {
  it.each([
    ['a=x', ['x']],
    ['a=x,y', ['x', 'y']],
    ['a=x&b=1&a=y,z', ['x', 'y', 'z']],
    ['a=Smith%2C+Jones,y', ['Smith, Jones', 'y']],
    ['a=x%2cy&a=%C3%A9%3D', ['x,y', 'é=']],
    ['%61=x,y', ['x', 'y']],
    ['a=x,,y,', ['x', '', 'y', '']],
    ['a', ['']],
    ['a=%zz,y', ['%zz', 'y']],
    ['a=b=c,d', ['b=c', 'd']],
  ])('%j has these values of a', (text, values) => {
    expect(listIn(parseQueryString(text), 'a')).toEqual(values);
  });

  it('has no values of a parameter that is not there', () => {
    expect(listIn(parseQueryString('b=1'), 'a')).toBeUndefined();
    expect(listIn({ a: 'x' }, 'a')).toBeUndefined();
  });

  it('is decoded whole for a parameter that takes one text', () => {
    expect({ ...parseQueryString('text=x,y%2Cz&b=1&b=2') }).toEqual({ text: 'x,y,z', b: ['1', '2'] });
  });

  it('keeps every parameter of many', () => {
    const many = Array.from({ length: 1_500 }, (_, n) => `p${n}=1`).join('&');
    expect(Object.keys(parseQueryString(many))).toHaveLength(1_500);
  });
});
