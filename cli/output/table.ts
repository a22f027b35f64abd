import { plain } from './plain-text.js';

export interface Column<T> {
  title: string;
  of: (row: T) => string | number | null | undefined;
  /** Numbers stand at the right. */
  right?: true;
  /** The column that is cut where the terminal is too narrow. */
  flexible?: true;
}

const GAP = '  ';
/** Characters that a flexible column keeps. */
const LEAST_WIDTH = 12;

/**
 * Lays rows out under the titles of their columns.
 *
 * @param width of the terminal; `null`: nothing is cut
 * @returns the lines, the titles first
 */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[], width: number | null): string[] {
  const cells = rows.map((row) => columns.map(({ of }) => plain(String(of(row) ?? '-'))));
  const lines = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => lengthOf(line[index]!))));
  if (width !== null) fit(widths, columns, width);
  return lines.map((line) =>
    line
      .map((cell, index) => placed(cell, widths[index]!, columns[index]!.right === true))
      .join(GAP)
      .trimEnd(),
  );
}

function fit(widths: number[], columns: readonly { flexible?: true }[], width: number): void {
  const total = widths.reduce((sum, one) => sum + one, 0) + GAP.length * (widths.length - 1);
  let excess = total - width;
  for (const [index, { flexible }] of columns.entries()) {
    if (flexible !== true || excess <= 0) continue;
    const taken = Math.min(excess, Math.max(widths[index]! - LEAST_WIDTH, 0));
    widths[index]! -= taken;
    excess -= taken;
  }
}

function placed(cell: string, width: number, right: boolean): string {
  const shown =
    lengthOf(cell) > width
      ? `${charactersOf(cell)
          .slice(0, width - 1)
          .join('')}…`
      : cell;
  const space = ' '.repeat(width - lengthOf(shown));
  return right ? space + shown : shown + space;
}

const SEGMENTER = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As a person counts them: an accent or an emoji of several code points is one. */
function charactersOf(text: string): string[] {
  return Array.from(SEGMENTER.segment(text), ({ segment }) => segment);
}

function lengthOf(text: string): number {
  return /^[\x20-\x7e]*$/.test(text) ? text.length : charactersOf(text).length;
}
