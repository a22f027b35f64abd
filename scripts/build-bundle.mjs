/**
 * Bundles the program of a build: `run.js` and all that it loads at the start, packages included, become a few files in
 * `bundle`, and `main.js` leads there. To find and to open 2,300 small files takes longer than anything else of the start
 * (ADR 31). The modules stay: the package, the command line and tests import them by their paths.
 *
 *   node scripts/build-bundle.mjs BUILD
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { compiledDraft } from './bundle/draft-validator.mjs';
import { leanHttp, leanSdk, leanUndici, neverUsed } from './bundle/lean-packages.mjs';

/** Packages that only some configurations load, and those that read files beside them. Node finds them as ever. */
const LEFT_OUT = [
  /^@fastify\//,
  /^@nestjs\/(microservices|websockets)/,
  /^@opentelemetry\/(?!api$)/,
  /^(bullmq|file-type|ioredis|jsonata|swagger-ui-dist)(\/|$)/,
];

const [directory] = process.argv.slice(2);
if (directory === undefined) throw new Error('usage: node scripts/build-bundle.mjs BUILD');
const build = resolve(directory);

/** A module of the service finds files beside the place that it was compiled to, and has its lines of TypeScript. */
const ownModules = {
  name: 'own-modules',
  load(id) {
    if (!id.startsWith(build + sep)) return null;
    const path = relative(join(build, 'bundle'), id).split(sep).join('/');
    const code = readFileSync(id, 'utf8').replaceAll(
      'import.meta.url',
      `new URL('${path}', import.meta.url).href`,
    );
    return { code, map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) };
  },
};

/**
 * Packages that make a `require` of their own would load a second copy of what is in the bundle. Swagger UI is left out,
 * and is found from the package that depends on it.
 */
const packagesWithRequire = {
  name: 'packages-with-require',
  transform(code, id) {
    const own = /^const require = createRequire\(import\.meta\.url\);$/m;
    if (!id.includes('/node_modules/@nestjs/') || !own.test(code)) return null;
    const required = id.endsWith('/swagger-ui.js')
      ? "const require = createRequire(import.meta.resolve('@nestjs/swagger'));"
      : '';
    return { code: code.replace(own, required), map: null };
  },
};

const bundle = await rolldown({
  input: join(build, 'run.js'),
  platform: 'node',
  external: LEFT_OUT,
  plugins: [compiledDraft(build), ownModules, packagesWithRequire, leanSdk, leanUndici, leanHttp, neverUsed],
});
const { output } = await bundle.write({
  dir: join(build, 'bundle'),
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  sourcemap: true,
  // V8 keeps sources in memory. Licences stay.
  comments: { legal: true, annotation: false, jsdoc: false },
  // Nest and the API's description know classes by their names.
  keepNames: true,
});
await bundle.close();
for (const { type, fileName } of output) {
  const file = join(build, 'bundle', fileName);
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, type === 'chunk' ? asciiOf(text) : withoutSources(text));
}
const main = join(build, 'main.js');
const unbundled = readFileSync(main, 'utf8');
if (!unbundled.includes("'./run.js'")) throw new Error('main.js: expected an import of ./run.js');
writeFileSync(main, unbundled.replace("'./run.js'", "'./bundle/run.js'"));

/** V8 keeps a source of ASCII in half the memory, and one other character in a file makes all of it twice as large. */
function asciiOf(code) {
  return code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A map without the texts of the sources, which are most of it. A place in a source is all that the log tells. */
function withoutSources(map) {
  return JSON.stringify({ ...JSON.parse(map), sourcesContent: undefined });
}
