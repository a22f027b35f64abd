import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const EXPORT = /^export (?:abstract )?(?:async )?(?:class|interface|type|function\*?|const|enum) (\w+)/gm;

/** For each name that `src` exports the modules that export it. */
function exportedNames(): Map<string, string[]> {
  const modules = new Map<string, string[]>();
  for (const file of readdirSync('src', { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.ts') || file.endsWith('.spec.ts')) continue;
    const names = [...readFileSync(`src/${file}`, 'utf8').matchAll(EXPORT)].map(([, name = '']) => name);
    // A type and the value of the same name are one thing, and overloads are one function.
    for (const name of new Set(names)) modules.set(name, [...(modules.get(name) ?? []), file]);
  }
  return modules;
}

it('no two modules export the same name: one word means one thing', () => {
  const names = exportedNames();
  expect(names.size).toBeGreaterThan(1_000);
  const shared = [...names].filter(([, modules]) => modules.length > 1);
  expect(shared).toEqual([]);
});
