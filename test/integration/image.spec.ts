import { existsSync, readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const { scripts, version } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>;
  version: string;
};
const COPIED = [
  ...readFileSync('Dockerfile', 'utf8')
    .split(/^FROM /m)
    .at(-1)!
    .matchAll(/^COPY (.*)$/gm),
]
  .map(([, line = '']) => line.replace(/^--from=\S+ /, '').split(' ')[0]!)
  .map((path) => normalize(path.replace(/^\/app\//, '')));

/** Whether a file of the project is in the image. */
function isInImage(file: string): boolean {
  return COPIED.some((path) =>
    path.includes('*')
      ? dirname(path) === dirname(file) && file.endsWith(path.slice(path.indexOf('*') + 1))
      : file === path || file.startsWith(`${path}/`),
  );
}

/** Files that a command line runs with node; those of `npm run x` and `npm start` come from package.json. */
function filesOf(command: string): string[] {
  const name = /npm (?:run )?([a-z][\w:-]*)/.exec(command)?.[1];
  const line = name === undefined ? command : (scripts[name] ?? '');
  return [...line.matchAll(/\bnode (?:--\S+ )*(\S+\.m?js)/g)].map(([, file = '']) => file);
}

const DOCUMENTS = ['README.md', 'docs/connecting-cxone.md', 'docs/runbook.md', 'docs/schemas.md'];

const COMMANDS = [
  'npm start',
  ...DOCUMENTS.map((path) => readFileSync(path, 'utf8'))
    .join('\n')
    .matchAll(/npm run [a-z][\w:-]*|node [\w./-]+\.mjs/g),
].map(String);

describe('the image', () => {
  it('is labelled with the version of package.json', () => {
    expect(readFileSync('Dockerfile', 'utf8')).toContain(`\nARG VERSION=${version}\n`);
  });

  it('has what the documented commands run', () => {
    const files = [...new Set(COMMANDS.flatMap(filesOf))].filter((file) => !file.startsWith('bench/'));
    expect(files).toEqual(
      expect.arrayContaining(['dist/main.js', 'bin/cxone-dlq.mjs', 'fake-cxone/send.mjs']),
    );
    expect(files.filter((file) => !isInImage(file))).toEqual([]);
  });

  it('has the files that these import, and the schemas', () => {
    const imported = ['bin/cxone-dlq.mjs', 'fake-cxone/main.mjs'];
    for (const file of imported) {
      const text = readFileSync(file, 'utf8');
      const paths = [...text.matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map(([, a, b]) =>
        normalize(`${dirname(file)}/${a ?? b}`),
      );
      expect(paths.filter((path) => !isInImage(path))).toEqual([]);
    }
    expect(isInImage('schemas/v2.1.schema.json') && existsSync('schemas/v2.1.schema.json')).toBe(true);
  });
});
