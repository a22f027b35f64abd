import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.js';
import { nearest } from './nearest.js';
import type { OptionTable, Positional } from './option.js';
import { Values } from './values.js';

export interface Parsed {
  values: Values;
  positionals: readonly string[];
}

/**
 * Reads the words behind a command's name.
 *
 * @throws UsageError that names the option, and the nearest known one where it is unknown
 */
export function parseOptions(
  args: readonly string[],
  table: OptionTable,
  takes: readonly Positional[],
): Parsed {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { value, many, short }]) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: many === true,
        ...(short !== undefined && { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const given = new Map<string, string | boolean | string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = table[token.name];
    if (option === undefined || !Object.hasOwn(table, token.name)) throw unknown(token.rawName, table);
    const name = `--${token.name}`;
    if (option.value === undefined) {
      if (token.value !== undefined) throw new UsageError(`${name}: expected no value`);
      given.set(token.name, true);
      continue;
    }
    const value = valueOf(name, option.value, token);
    if (option.choices?.includes(value) === false) {
      throw new UsageError(`${name}: expected one of ${option.choices.join(', ')}`);
    }
    if (option.many === true) given.set(token.name, [...((given.get(token.name) as string[]) ?? []), value]);
    else if (given.has(token.name)) throw new UsageError(`${name}: expected once`);
    else given.set(token.name, value);
  }
  checkCount(positionals, takes);
  return { values: new Values(given, table), positionals };
}

/** A value that begins with `-` is more likely an option whose value was forgotten, unless `=` binds it. `-` is standard input. */
function valueOf(
  name: string,
  expected: string,
  token: { value: string | undefined; inlineValue: boolean | undefined },
): string {
  const { value, inlineValue } = token;
  if (value === undefined || value === '' || (inlineValue !== true && /^-./.test(value))) {
    throw new UsageError(`${name}: expected ${expected}`);
  }
  return value;
}

function unknown(rawName: string, table: OptionTable): UsageError {
  const name = rawName.replace(/^-+/, '');
  const like = nearest(name, Object.keys(table));
  return new UsageError(
    `unknown option ${rawName}${like === null ? '' : `; the nearest known option is --${like}`}`,
  );
}

function checkCount(given: readonly string[], takes: readonly Positional[]): void {
  const missing = takes.find(({ count }, index) => /one|some/.test(count) && given[index] === undefined);
  if (missing !== undefined) throw new UsageError(`${missing.name}: expected a value`);
  const many = takes.some(({ count }) => count === 'any' || count === 'some');
  if (!many && given.length > takes.length)
    throw new UsageError(`"${given[takes.length]}": not expected here`);
}
