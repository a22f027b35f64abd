import { expect, it } from 'vitest';
import { remembered } from './remembered.js';

it('remembers the last texts alone, and says of each the same as before', () => {
  const asked: string[] = [];
  const shout = remembered((text) => {
    asked.push(text);
    return `${text}!`;
  }, 2);
  expect(['a', 'b', 'a', 'c', 'b', 'a'].map(shout)).toEqual(['a!', 'b!', 'a!', 'c!', 'b!', 'a!']);
  expect(asked).toEqual(['a', 'b', 'c', 'a']);
});
