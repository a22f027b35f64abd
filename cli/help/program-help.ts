import type { Command } from '../command.js';
import { wrapped } from './wrapped.js';

/**
 * @param words the first words of the commands that are shown, such as `events`; none: all
 * @returns the list of commands, one a line
 */
export function programHelp(commands: readonly Command[], words: readonly string[] = []): string {
  const shown = commands.filter(({ name }) => name.startsWith(words.join(' ')));
  const width = Math.max(...shown.map(({ name }) => name.length));
  return [
    `usage: cxone-dlq ${words.length === 0 ? 'COMMAND' : `${words.join(' ')} ...`} [options]`,
    '',
    ...shown.flatMap(({ name, summary }) => {
      const [first = '', ...others] = wrapped(summary, ' '.repeat(width + 4));
      return [`  ${name.padEnd(width)}  ${first}`, ...others];
    }),
    '',
    'cxone-dlq COMMAND --help shows its options and an example.',
    'It ends with 0: done, 1: failed, 2: asked wrongly, 3: partly done.',
  ].join('\n');
}
