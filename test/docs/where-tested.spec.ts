import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What does something of its own, by its name, or since it implements an interface or wraps the store. Modules only wire. */
const BY_NAME = /\.(service|store|gate|guard|controller|filter|pipe|registry|schedule|command)\.ts$/;
const BY_INTERFACE = /class \w+[^{]* (?:implements|extends StoreWrapper)\b/;

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/\.(spec|module)\.ts$/.test(path))
  .map((path) => `src/${path}`)
  .filter((path) => BY_NAME.test(path) || BY_INTERFACE.test(readFileSync(path, 'utf8')));

/** The rows of the table in test/README.md: what is tested elsewhere, and where. */
const rows = readFileSync('test/README.md', 'utf8')
  .split('## Where it is tested')[1]!
  .split('\n## ')[0]!
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => {
    const [what = '', where = ''] = line.split('|').slice(1);
    return { tested: namesIn(what), by: namesIn(where) };
  });

function namesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
}

const hasSpecBeside = (file: string) => existsSync(file.replace(/\.ts$/, '.spec.ts'));

describe('the table of what is tested elsewhere', () => {
  it('has a line for whatever has no spec beside it, and for nothing else', () => {
    const listed = rows.flatMap(({ tested }) => tested).toSorted();
    expect(listed).toEqual(files.filter((file) => !hasSpecBeside(file)).toSorted());
  });

  it('names tests that exist', () => {
    const named = rows.map(({ tested, by }) => ({ tested, missing: by.filter((path) => !existsSync(path)) }));
    expect(named.filter(({ missing }) => missing.length > 0)).toEqual([]);
    expect(rows.filter(({ by }) => by.length === 0)).toEqual([]);
  });
});
