/**
 * Writes the type declarations of the package's entries, and of what they name, beside the build in `dist`. Run by
 * `prepack`: the service itself needs none. The build before has checked the types.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const DIST = join(ROOT, 'dist');
const entries = Object.values(exports).flatMap(({ types }) => (types === undefined ? [] : [types]));

const all = mkdtempSync(join(tmpdir(), 'cxone-dlq-types-'));
try {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const options = [
    '--declaration',
    '--emitDeclarationOnly',
    '--noCheck',
    '--sourceMap',
    'false',
    '--outDir',
    all,
  ];
  const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...options], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
  for (const file of reachable(entries.map((entry) => join(all, relative('dist', entry))))) {
    const target = join(DIST, relative(all, file));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
} finally {
  rmSync(all, { recursive: true, force: true });
}

/** The declarations that these files name, directly or not. @param {string[]} files */
function reachable(files) {
  const found = new Set();
  const waiting = [...files];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
      const named = join(dirname(file), fileName.replace(/\.js$/, '.d.ts'));
      if (fileName.startsWith('.') && existsSync(named)) waiting.push(named);
    }
  }
  return found;
}
