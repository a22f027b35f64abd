import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { DEFINITIONS, PREFIX, type Definition } from '../../src/metrics/definitions.js';

/** The cells of the rows of docs/metrics.md that name a metric. */
function rows(): string[][] {
  return readFileSync('docs/metrics.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`| \`${PREFIX}`))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

it('docs/metrics.md has each metric as it is defined', () => {
  const defined = Object.entries<Definition>(DEFINITIONS).map(([name, { type, labels, meaning }]) => [
    `\`${PREFIX}${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    /_(seconds|bytes)(_|$)/.exec(name)?.[1] ?? '',
    meaning,
  ]);
  expect(rows().map((cells) => cells.slice(0, 5))).toEqual(defined);
  for (const cells of rows()) expect(cells[5]).toMatch(/\w/);
});
