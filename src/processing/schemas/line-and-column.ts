/** A place in a text as people count it. @param position in characters from 0 */
export function lineAndColumn(source: string, position: number): string {
  const lines = source.slice(0, position).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1}`;
}
