import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROW = /^\| `([a-z_]+)` +\|([^|]*)\|([^|]*)\|$/gm;

/** The facts that the service can tell, in the order of `FactTypes`. */
function factNames(): string[] {
  const text = readFileSync('src/runtime/fact-types.ts', 'utf8');
  const members = text.slice(text.indexOf('interface FactTypes {'), text.indexOf('export type FactName'));
  return [...members.matchAll(/^  ([a-z_]+):/gm)].map(([, name = '']) => name);
}

/** For each fact the modules of `src` that call `facts.<method>` with it. */
function callers(method: 'tell' | 'on', names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>(names.map((name) => [name, []]));
  const call = new RegExp(`\\bfacts\\??\\.${method}\\(\\s*'([a-z_]+)'`, 'g');
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' }).toSorted()) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    for (const [, name = ''] of readFileSync(`src/${file}`, 'utf8').matchAll(call)) {
      const modules = found.get(name);
      const module = file.slice(0, -'.ts'.length);
      if (modules !== undefined && !modules.includes(module)) modules.push(module);
    }
  }
  return found;
}

function modulesIn(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, module = '']) => module).toSorted();
}

describe('the table of facts in ARCHITECTURE.md', () => {
  const names = factNames();
  const table = readFileSync('ARCHITECTURE.md', 'utf8').split('\n## Facts\n')[1]?.split('\n## ')[0] ?? '';
  const rows = [...table.matchAll(ROW)].map(([, name = '', by = '', to = '']) => ({ name, by, to }));

  it('has a row for each fact', () => {
    expect(names.length).toBeGreaterThan(0);
    expect(rows.map(({ name }) => name)).toEqual(names);
  });

  it('says which one module tells each fact', () => {
    const tellers = callers('tell', names);
    expect(new Map(rows.map(({ name, by }) => [name, modulesIn(by)]))).toEqual(tellers);
    for (const [name, modules] of tellers) expect([name, modules.length]).toEqual([name, 1]);
  });

  it('says who listens to each fact', () => {
    expect(new Map(rows.map(({ name, to }) => [name, modulesIn(to)]))).toEqual(callers('on', names));
  });
});
