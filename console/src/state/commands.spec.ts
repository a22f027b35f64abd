import { describe, expect, it } from 'vitest';
import { commandsFor } from './commands.js';

describe('commandsFor', () => {
  const run = () => undefined;
  const all = [
    { id: 'a', title: 'Go to causes', keywords: 'groups', run },
    { id: 'b', title: 'Go to events', run },
  ];
  it.each([
    ['', ['a', 'b']],
    ['go CAU', ['a']],
    ['groups', ['a']],
    ['nothing', []],
  ])('finds for "%s" %j', (typed, ids) => expect(commandsFor(typed, all).map(({ id }) => id)).toEqual(ids));
});
