import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOMS } from '../../rooms.mjs';

/** The cells of the table whose first column is `room`, without the padding that the formatter adds. */
function rowsOfMap(markdown: string): string[][] {
  const lines = markdown.split('\n');
  const head = lines.findIndex((line) => /^\| room +\|/.test(line));
  const end = lines.findIndex((line, index) => index > head && !line.startsWith('|'));
  return lines.slice(head + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

it('ARCHITECTURE.md has the map of rooms.mjs', () => {
  const rooms = Object.entries(ROOMS).map(([room, { purpose, mayImport }]) => [
    `\`${room}\``,
    purpose,
    mayImport.join(', ') || 'no other room',
  ]);
  expect(rowsOfMap(readFileSync('ARCHITECTURE.md', 'utf8'))).toEqual(rooms);
});
