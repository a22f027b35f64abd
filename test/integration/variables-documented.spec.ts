import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const ROOT = new URL('../../', import.meta.url);
const CONFIG = new URL('src/config/', ROOT);
const REFERENCE = readFileSync(new URL('docs/configuration.md', ROOT), 'utf8');
const EXAMPLE = readFileSync(new URL('.env.example', ROOT), 'utf8');

/** Every variable that the service reads from the environment by its name, with its default where it is a constant. */
const VARIABLES = readdirSync(CONFIG)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .flatMap((file) => [
    ...readFileSync(new URL(file, CONFIG), 'utf8').matchAll(
      /read\.(?!problem)\w+(?:<\w+>)?\(\s*'([A-Z][A-Z0-9_]+)'(?:,\s*(?:\[[^\]]*\],\s*)?([\d_]+|true|false|'[^']*'))?/g,
    ),
  ])
  .map(([, name = '', fallback]) => [name, fallback?.replace(/^'|'$|(?<=\d)_/g, '')] as const);

describe('the documents', () => {
  it('find the variables at all', () => {
    expect(VARIABLES.length).toBeGreaterThan(60);
  });

  it.each(VARIABLES)('.env.example has %s with its default', (name, fallback) => {
    const line = EXAMPLE.split('\n').find((each) => each.startsWith(`#${name}=`));
    expect(line).toBe(`#${name}=${fallback ?? line?.slice(name.length + 2)}`);
  });

  it.each(VARIABLES)('docs/configuration.md has %s', (name) => {
    const whole = REFERENCE.includes(`\`${name}\``);
    // Several of one prefix share a row: `WEBHOOK_CUSTOM_HEADER`, `_TEMPLATE`.
    const shared = REFERENCE.split('\n').some(
      (line) =>
        /^\| `[A-Z]/.test(line) &&
        [...line.matchAll(/`(_[A-Z_]+)`/g)].some(
          ([, suffix = '']) => name.endsWith(suffix) && line.includes(`\`${name.slice(0, -suffix.length)}_`),
        ),
    );
    expect(whole || shared).toBe(true);
  });
});
