import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../cli/commands/command-table.js';
import { FILTERS } from '../../cli/options/filters.js';
import { cli } from '../support/cli.js';

interface Parameter {
  name: string;
  schema: { type: string };
}

const NO_FILTERS = ['limit', 'next_token', 'offset', 'sort', 'order'];

describe('what the command line is asked', () => {
  it('has an option for every filter of /events, and several values where the API takes several', () => {
    const { paths } = JSON.parse(readFileSync('docs/openapi.json', 'utf8')) as {
      paths: Record<string, { get: { parameters: Parameter[] } }>;
    };
    const { parameters } = paths['/api/v1/dlq/events']!.get;
    const filters = parameters.filter(({ name }) => !NO_FILTERS.includes(name));
    const many = Object.entries(FILTERS).map(([name, option]) => [name, 'many' in option]);
    expect(many).toEqual(
      filters.map(({ name, schema }) => [name.replaceAll('_', '-'), schema.type === 'array']),
    );
  });

  it.each([
    [[], 0, /usage: cxone-dlq COMMAND/],
    [['--help'], 0, /events ls/],
    [['events'], 0, /events show/],
    [
      ['events', 'ls', '--stauts', 'parked'],
      2,
      /unknown option --stauts; the nearest known option is --status/,
    ],
    [['events', 'ls', '--nothing-like-it'], 2, /unknown option --nothing-like-it$/m],
    [['evnts'], 2, /unknown command evnts; did you mean events\?/],
    [['events', 'shwo'], 2, /did you mean events show\?/],
    [['events', 'ls', '--status'], 2, /--status: expected STATUS/],
    [['events', 'ls', '--status', '--limit', '3'], 2, /--status: expected STATUS/],
    [['events', 'ls', '--limit', '0'], 2, /--limit: expected a whole number from 1/],
    [['events', 'ls', '--limit', '1', '--limit', '2'], 2, /--limit: expected once/],
    [['events', 'ls', '-o', 'xml'], 2, /--output: expected one of table, json, jsonl/],
    [['events', 'ls', 'DLQ-1'], 2, /"DLQ-1": not expected here/],
    [['events', 'show'], 2, /TRACE_ID: expected a value/],
    [['events', 'ls', '--__proto__', 'x'], 2, /unknown option --__proto__/],
    [['events', 'retry'], 2, /expected a filter, such as --group, or --all/],
    [['events', 'ls', '--url', 'ftp://x'], 2, /--url: expected an address such as/],
    [['events', 'ls', '--url', 'http://key@x'], 2, /without a user or password/],
  ])('%j ends with %i and says why', async (args, code, said) => {
    const ended = await cli(args);
    expect(ended).toMatchObject({ code });
    expect(ended.stdout + ended.stderr).toMatch(said);
    expect(code === 0 ? ended.stderr : ended.stdout).toBe('');
  });

  it('shows the help of a command whatever else is wrong, with its options and an example', async () => {
    for (const command of COMMANDS) {
      const { code, stdout } = await cli([...command.name.split(' '), '--unknown', '-h']);
      expect(code).toBe(0);
      for (const example of command.examples) expect(stdout).toContain(`  ${example}\n`);
      for (const option of Object.keys(command.options)) expect(stdout).toContain(`--${option}`);
      expect(command.examples.length).toBeGreaterThan(0);
    }
  });

  it('has helps that fit into 80 columns, apart from examples', async () => {
    const helps = [[], ...COMMANDS.map(({ name }) => name.split(' '))];
    for (const words of helps) {
      const { stdout } = await cli([...words, '--help']);
      const [text = ''] = stdout.split(/^Examples?:$/m);
      const addresses = /fpath|bash-completion/;
      expect(text.split('\n').filter((line) => line.length > 80 && !addresses.test(line))).toEqual([]);
    }
  });

  it('is listed in docs/cli.md, every command once', () => {
    const [, behind = ''] = readFileSync('docs/cli.md', 'utf8').split('## Commands\n');
    const rows = behind
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const listed = rows.flatMap((row) =>
      Array.from(row.split(' | ')[0]!.matchAll(/`([a-z -]+)`/g), ([, name = '']) => name),
    );
    expect(listed.toSorted()).toEqual(COMMANDS.map(({ name }) => name).toSorted());
  });

  it('takes no key as an option, since arguments are seen by every process of the machine', () => {
    for (const { options } of COMMANDS) expect(Object.keys(options)).not.toContain('key');
  });
});
