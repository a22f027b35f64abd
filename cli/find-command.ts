import type { Command } from './command.js';
import { nearest } from './options/nearest.js';

type Found =
  | { command: Command; args: readonly string[] }
  /** The list of commands is asked for: of all, or of those that begin with these words. */
  | { help: readonly string[] }
  | { problem: string };

/** Finds the command that the first words name. */
export function findCommand(args: readonly string[], commands: readonly Command[]): Found {
  const [first, second] = args;
  if (first === undefined || first === '--help' || first === '-h' || first === 'help') return { help: [] };
  const command = commands.find(({ name }) => name === first || name === `${first} ${second}`);
  if (command !== undefined) return { command, args: args.slice(command.name.split(' ').length) };
  const group = commands.filter(({ name }) => name.startsWith(`${first} `)).map(({ name }) => name);
  if (group.length === 0) return { problem: unknown(first, firstWords(commands)) };
  if (second === undefined || second === '--help' || second === '-h') return { help: [first] };
  const seconds = group.map((name) => name.slice(first.length + 1));
  return { problem: unknown(`${first} ${second}`, seconds, second, `${first} `) };
}

function firstWords(commands: readonly Command[]): string[] {
  return [...new Set(commands.map(({ name }) => name.split(' ')[0]!))];
}

function unknown(words: string, known: readonly string[], word = words, before = ''): string {
  const like = nearest(word, known);
  const proposal =
    like === null
      ? `known are: ${known.map((name) => before + name).join(', ')}`
      : `did you mean ${before}${like}?`;
  return `unknown command ${words}; ${proposal}`;
}
