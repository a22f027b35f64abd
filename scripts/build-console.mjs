/**
 * Builds the console (folder `console`) into a directory, with each file compressed beside it:
 *
 *   node scripts/build-console.mjs DIRECTORY
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const outDir = resolve(ROOT, process.argv[2] ?? '');
if (process.argv[2] === undefined) throw new Error('usage: node scripts/build-console.mjs DIRECTORY');

await build({
  configFile: join(ROOT, 'console/vite.config.mjs'),
  logLevel: 'warn',
  build: { outDir, emptyOutDir: true },
});

/** What is compressed already, such as PNG, only grows. */
const WORTH_IT = /\.(html|js|css|svg)$/;
for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !WORTH_IT.test(entry.name)) continue;
  const path = join(entry.parentPath, entry.name);
  const bytes = readFileSync(path);
  const brotli = { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, brotli));
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
}
