import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf, filesNamedIn, linksOf } from './markdown-links.js';

const LEFT_OUT = new Set(['node_modules', 'coverage', 'data', '.git']);

const DOCUMENTS = readdirSync('.', { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.md') && !path.split('/').some((part) => LEFT_OUT.has(part)));

/** What a link names: a path from the root of the repository, and a heading. */
function placeOf(document: string, target: string): { path: string; anchor: string } {
  const [path = '', anchor = ''] = target.split('#');
  return { path: path === '' ? document : normalize(join(dirname(document), decodeURI(path))), anchor };
}

describe('the documents', () => {
  it('are found', () => {
    expect(DOCUMENTS).toEqual(
      expect.arrayContaining(['README.md', 'docs/runbook.md', 'docs/adr/0001-events-stay-text.md']),
    );
  });

  it.each(DOCUMENTS)('%s links to what is there', (document) => {
    const broken = linksOf(readFileSync(document, 'utf8')).filter(({ target }) => {
      const { path, anchor } = placeOf(document, target);
      if (!existsSync(path)) return true;
      return anchor !== '' && path.endsWith('.md') && !anchorsOf(readFileSync(path, 'utf8')).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it.each(DOCUMENTS)('%s names files that are there', (document) => {
    const named = filesNamedIn(readFileSync(document, 'utf8'));
    const roots = ['.', 'src', dirname(document)];
    expect(named.filter((path) => !roots.some((root) => existsSync(join(root, path))))).toEqual([]);
  });

  it('show every picture of docs/images', () => {
    const shown = DOCUMENTS.flatMap((document) =>
      linksOf(readFileSync(document, 'utf8')).map(({ target }) => placeOf(document, target).path),
    );
    const pictures = readdirSync('docs/images').map((name) => `docs/images/${name}`);
    expect(pictures.filter((picture) => !shown.includes(picture))).toEqual([]);
  });

  it('of docs are reachable from README, in two steps at most', () => {
    const from = (document: string) =>
      linksOf(readFileSync(document, 'utf8')).map(({ target }) => placeOf(document, target).path);
    const first = from('README.md').filter((path) => path.endsWith('.md'));
    const reached = new Set([...first, ...first.flatMap(from)]);
    const pages = readdirSync('docs').filter((name) => name.endsWith('.md'));
    expect(pages.filter((name) => !reached.has(`docs/${name}`))).toEqual([]);
  });
});

describe('linksOf', () => {
  it('takes no code and no address of another site', () => {
    const text = 'a [b](c.md#d) `[e](f.md)` [g](https://h.example)\n```\n[i](j.md)\n```\n![k](l.png)';
    expect(linksOf(text)).toEqual([
      { target: 'c.md#d', line: 1 },
      { target: 'l.png', line: 5 },
    ]);
  });
});

describe('anchorsOf', () => {
  it('names headings as GitHub does', () => {
    expect([...anchorsOf('# A `B` (c), d?\n## Twice\n## Twice\n```sh\n# no heading\n```')]).toEqual([
      'a-b-c-d',
      'twice',
      'twice-1',
    ]);
  });
});
