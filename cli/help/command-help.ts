import type { Command } from '../command.js';
import type { Option, Positional } from '../options/option.js';
import { wrapped } from './wrapped.js';

const COUNTS: Record<Positional['count'], (name: string) => string> = {
  one: (name) => name,
  optional: (name) => `[${name}]`,
  any: (name) => `[${name}...]`,
  some: (name) => `${name}...`,
};

/** @returns the help of one command */
export function commandHelp({ name, summary, about = [], takes, options, examples }: Command): string {
  const words = takes.map((positional) => COUNTS[positional.count](positional.name));
  const rows = Object.entries(options).map(([option, of]) => [nameOf(option, of), of.meaning] as const);
  const width = Math.max(...rows.map(([left]) => left.length));
  return [
    `usage: ${['cxone-dlq', name, ...words, '[options]'].join(' ')}`,
    '',
    ...wrapped(`${summary}.`, ''),
    ...(about.length > 0 ? ['', ...about.flatMap((line) => wrapped(line, ''))] : []),
    '',
    'Options:',
    ...rows.flatMap(([left, meaning]) => {
      const [first = '', ...others] = wrapped(meaning, ' '.repeat(width + 4));
      return [`  ${left.padEnd(width)}  ${first}`, ...others];
    }),
    '',
    examples.length === 1 ? 'Example:' : 'Examples:',
    ...examples.map((example) => `  ${example}`),
  ].join('\n');
}

function nameOf(name: string, { value, short }: Option): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}
