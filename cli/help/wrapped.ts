/** Columns of the terminal that a help is written for. */
export const HELP_WIDTH = 80;

/**
 * Breaks a text between its words into lines.
 *
 * @param indent stands before each line but the first, which the caller begins
 */
export function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > HELP_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((each, index) => (index === 0 ? each : indent + each));
}
