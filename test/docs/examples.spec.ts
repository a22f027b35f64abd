import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';

const DOCUMENTS = ['README.md', ...readdirSync('docs').map((name) => `docs/${name}`)].filter((path) =>
  path.endsWith('.md'),
);

/** The texts of the fenced blocks in a language. */
function blocksOf(language: string): Array<readonly [path: string, text: string]> {
  const block = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm');
  return DOCUMENTS.flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(block)].map(([, text = '']) => [path, text] as const),
  );
}

describe('the examples in the documents', () => {
  it.each(blocksOf('yaml'))('YAML of %s can be read', (_path, text) => {
    const documents = parseAllDocuments(text);
    expect(documents.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
  });

  it.each(blocksOf('json'))('JSON of %s can be read', (_path, text) => {
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  it('has found some', () => {
    expect(blocksOf('yaml').length).toBeGreaterThan(1);
  });
});
