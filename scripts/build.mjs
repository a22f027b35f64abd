/**
 * Compiles the service and bundles its program, builds its console into `console/page` of the build, and the command line
 * into `cli`:
 *
 *   node scripts/build.mjs [--if-stale] [--out DIRECTORY]
 *
 * The new build is made beside the old one and then replaces it, so that a failed build leaves the old one.
 * `--if-stale` does nothing where the build is up to date, or where there are no sources (the image). `build-info.json`
 * in the build has the digests of the sources of all three, and the commit. A part that is up to date is not built again.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INFO = 'build-info.json';
const PAGE = 'console/page';
const CLI = 'cli';
/** Makes a few files of the program; a checkout without it runs the compiled modules. */
const BUNDLER = 'scripts/build-bundle.mjs';

const { values } = parseArgs({
  options: { 'if-stale': { type: 'boolean', default: false }, out: { type: 'string', default: 'dist' } },
});
const out = resolve(ROOT, values.out);
if (values['if-stale'] && !existsSync(join(ROOT, 'src')) && existsSync(out)) process.exit(0);
const info = { commit: commit(), sources: digestOfService(), console: digestOfConsole(), cli: digestOfCli() };

const before = infoOf(out);
const fresh = values['if-stale'] && before !== null;
const serviceIsFresh = fresh && before.sources === info.sources;
const consoleIsFresh = fresh && before.console === info.console;
if (!serviceIsFresh) buildAll();
else {
  if (!consoleIsFresh) replace(join(out, PAGE), buildConsole);
  if (!fresh || before.cli !== info.cli) replace(join(out, CLI), buildCli);
}
if (JSON.stringify(infoOf(out)) !== JSON.stringify(info)) writeInfo(out);

function buildAll() {
  replace(out, (next) => {
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--outDir', next);
    if (existsSync(join(ROOT, BUNDLER))) run(BUNDLER, next);
    const old = join(out, PAGE);
    if (consoleIsFresh && existsSync(old)) cpSync(old, join(next, PAGE), { recursive: true });
    else buildConsole(join(next, PAGE));
    buildCli(join(next, CLI));
    writeInfo(next);
  });
}

/** A checkout without the folder of the console has none. */
function buildConsole(directory) {
  if (info.console !== undefined) run('scripts/build-console.mjs', directory);
}

/** A checkout without its folder has no command line. It compiles in a second, so it is not copied from the old build. */
function buildCli(directory) {
  if (info.cli !== undefined) run('scripts/build-cli.mjs', directory);
}

/** Makes the new directory beside the old one. A step that fails ends the script, and the old one stays. */
function replace(directory, make) {
  const next = `${directory}.${process.pid}.new`;
  const old = `${directory}.${process.pid}.old`;
  process.once('exit', () => rmSync(next, { recursive: true, force: true }));
  make(next);
  if (existsSync(directory)) renameSync(directory, old);
  if (existsSync(next)) renameSync(next, directory);
  rmSync(old, { recursive: true, force: true });
}

function run(script, ...args) {
  const { status } = spawnSync(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

function writeInfo(directory) {
  writeFileSync(join(directory, INFO), `${JSON.stringify(info)}\n`);
}

function infoOf(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, INFO), 'utf8'));
  } catch {
    return null;
  }
}

/** Of everything that the compiler reads, the versions of the packages included. */
function digestOfService() {
  const sources = filesIn('src', (path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'));
  const bundler = existsSync(join(ROOT, BUNDLER)) ? [BUNDLER, ...filesIn('scripts/bundle', () => true)] : [];
  return digestOf([...sources, ...bundler, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']);
}

/** Of everything that the console is built from; `undefined` where there is no console. */
function digestOfConsole() {
  if (!existsSync(join(ROOT, 'console'))) return undefined;
  const sources = filesIn('console', (path) => !path.endsWith('.spec.ts') && !path.endsWith('.md'));
  return digestOf([...sources, 'scripts/build-console.mjs', 'package-lock.json']);
}

/** Of everything that the command line is built from; `undefined` where there is none. */
function digestOfCli() {
  if (!existsSync(join(ROOT, 'cli'))) return undefined;
  const sources = filesIn('cli', (path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));
  return digestOf([...sources, 'scripts/build-cli.mjs', 'package-lock.json']);
}

function filesIn(directory, isSource) {
  return readdirSync(join(ROOT, directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter(isSource)
    .sort();
}

function digestOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(ROOT, path)))
      .update('\n');
  }
  return hash.digest('hex');
}

/** The commit of the checkout, or what SOURCE_COMMIT says where there is none (an image's build). */
function commit() {
  if (process.env.SOURCE_COMMIT) return process.env.SOURCE_COMMIT;
  try {
    const options = { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const hash = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], options).trim();
    const changed =
      execFileSync('git', ['status', '--porcelain', '--', 'src', 'console', 'cli'], options).trim() !== '';
    return changed ? `${hash}-changed` : hash;
  } catch {
    return null;
  }
}
