/**
 * Compiles the service:
 *
 *   node scripts/build.mjs [--if-stale] [--out DIRECTORY]
 *
 * The new build is made beside the old one and then replaces it, so that a failed build leaves the old one.
 * `--if-stale` does nothing where the build is up to date, or where there are no sources (the image). `build-info.json`
 * in the build has the digest of its sources and the commit.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const INFO = 'build-info.json';

const { values } = parseArgs({
  options: { 'if-stale': { type: 'boolean', default: false }, out: { type: 'string', default: 'dist' } },
});
const out = resolve(ROOT, values.out);
if (values['if-stale'] && !existsSync(join(ROOT, 'src')) && existsSync(out)) process.exit(0);
const info = { commit: commit(), sources: digestOfSources() };

const before = infoOf(out);
if (values['if-stale'] && before?.sources === info.sources) {
  if (before.commit !== info.commit) writeInfo(out);
} else {
  build();
}

function build() {
  const next = `${out}.${process.pid}.new`;
  const old = `${out}.${process.pid}.old`;
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', next], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  if (status !== 0) {
    rmSync(next, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
  writeInfo(next);
  if (existsSync(out)) renameSync(out, old);
  renameSync(next, out);
  rmSync(old, { recursive: true, force: true });
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
function digestOfSources() {
  const hash = createHash('sha256');
  const sources = readdirSync(join(ROOT, 'src'), { recursive: true })
    .filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.spec.ts'))
    .map((path) => join('src', path))
    .sort();
  for (const path of [...sources, 'tsconfig.json', 'tsconfig.build.json', 'package-lock.json']) {
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
    const changed = execFileSync('git', ['status', '--porcelain', '--', 'src'], options).trim() !== '';
    return changed ? `${hash}-changed` : hash;
  } catch {
    return null;
  }
}
