import { execFile } from 'node:child_process';
import { cp, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryDirectory } from '../support/temporary-directory.js';

const run = promisify(execFile);

/** A small checkout with the build script of this one. */
describe('scripts/build.mjs', { timeout: 60_000 }, () => {
  let checkout: string;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    ({ path: checkout, remove } = await temporaryDirectory());
    await mkdir(join(checkout, 'src'));
    await mkdir(join(checkout, 'scripts'));
    await cp('scripts/build.mjs', join(checkout, 'scripts/build.mjs'));
    await symlink(resolve('node_modules'), join(checkout, 'node_modules'));
    await writeFile(join(checkout, 'package.json'), '{"type":"module"}');
    await writeFile(join(checkout, 'package-lock.json'), '{}');
    const options = { module: 'NodeNext', target: 'ES2023', rootDir: 'src', outDir: 'dist', types: [] };
    await writeFile(join(checkout, 'tsconfig.json'), JSON.stringify({ compilerOptions: options }));
    const build = { extends: './tsconfig.json', include: ['src'], exclude: ['src/**/*.spec.ts'] };
    await writeFile(join(checkout, 'tsconfig.build.json'), JSON.stringify(build));
    await writeSource('export const answer = 1;');
  });

  afterEach(() => remove());

  const writeSource = (text: string) => writeFile(join(checkout, 'src/main.ts'), text);
  const build = (...args: string[]) =>
    run(process.execPath, ['scripts/build.mjs', ...args], {
      cwd: checkout,
      env: { PATH: process.env.PATH, SOURCE_COMMIT: 'c0ffee' },
    });
  const built = (file: string) => readFile(join(checkout, 'dist', file), 'utf8');
  const madeAt = async () => (await stat(join(checkout, 'dist/main.js'))).mtimeMs;

  it('says what the build was made from', async () => {
    await build();
    expect(JSON.parse(await built('build-info.json'))).toEqual({
      commit: 'c0ffee',
      sources: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('leaves a build of the present sources alone, and replaces a stale one', async () => {
    await build('--if-stale');
    const first = await madeAt();
    await writeFile(join(checkout, 'src/main.spec.ts'), 'no TypeScript at all');
    await build('--if-stale');
    expect(await madeAt()).toBe(first);
    await writeSource('export const answer = 2;');
    await build('--if-stale');
    expect(await built('main.js')).toContain('answer = 2');
  });

  it('leaves the old build in place where the sources do not compile', async () => {
    await build();
    await writeSource('export const answer: string = 3;');
    await expect(build('--if-stale')).rejects.toMatchObject({
      code: 2,
      stdout: expect.stringContaining('src/main.ts') as string,
    });
    expect(await built('main.js')).toContain('answer = 1');
  });

  it('builds into a directory of its own for tests', async () => {
    await build('--out', 'dist-test');
    await expect(built('main.js')).rejects.toThrow('ENOENT');
    expect(await readFile(join(checkout, 'dist-test/main.js'), 'utf8')).toContain('answer = 1');
  });
});
