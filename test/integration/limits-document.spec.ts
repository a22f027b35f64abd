import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const CONFIG = new URL('../../src/config/', import.meta.url);
const DOCUMENT = readFileSync(new URL('../../docs/limits.md', import.meta.url), 'utf8');

/** Every number that the environment can set, with its default where that is written as one. */
const VARIABLES = readdirSync(CONFIG)
  .filter((file) => file.endsWith('-config.ts') || file === 'config.ts')
  .flatMap((file) => [
    ...readFileSync(new URL(file, CONFIG), 'utf8').matchAll(/read\.integer\('(\w+)', ([\w.]+)/g),
  ])
  .map(([, name = '', fallback = '']) => [name, Number(fallback.replaceAll('_', ''))] as const)
  .filter(([name]) => name !== 'PORT');

describe('docs/limits.md', () => {
  it.each(VARIABLES)('has %s with its default', (name, fallback) => {
    const line = DOCUMENT.split('\n').find((each) => each.includes(`\`${name}\``)) ?? '';
    expect(line).not.toBe('');
    expect(line).toContain(Number.isNaN(fallback) ? '' : fallback.toLocaleString('en'));
  });
});
