/**
 * Compiles the command line into a directory, file by file: `npm run typecheck` has checked the types.
 *
 *   node scripts/build-cli.mjs DIRECTORY
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../cli', import.meta.url));
const [out = ''] = process.argv.slice(2);
const compilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  isolatedModules: true,
};

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter(
  (path) => path.endsWith('.ts') && !/\.(spec|d)\.ts$/.test(path),
);
for (const path of sources) {
  const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, path), 'utf8'), {
    compilerOptions,
    fileName: path,
  });
  const file = join(out, path.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, outputText);
}
