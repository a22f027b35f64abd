/**
 * Makes the file tree of the image without Docker, by the steps of the Dockerfile:
 *
 *   node scripts/image-tree.mjs --out DIRECTORY [--build-arg NAME=VALUE]... [--context DIRECTORY]
 *
 * DIRECTORY gets `rootfs` (what the image adds to its base) and `image.json` (command, user, variables, labels). This
 * machine's own system stands for the Debian of the base image, and the Node.js that runs this script for the base
 * image's. It needs root, and the right to mount (`docker run --privileged`).
 */
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildContext } from './image/context.mjs';
import { readDockerfile } from './image/dockerfile.mjs';
import { doStep, emptyImage } from './image/steps.mjs';

/** What every Debian has. Any other directory of the image must not exist here, since both would be seen as one. */
const OF_DEBIAN = new Set(
  'bin boot dev etc home lib lib32 lib64 libx32 media mnt opt proc root run sbin srv sys tmp usr var'.split(
    ' ',
  ),
);

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    context: { type: 'string', default: fileURLToPath(new URL('..', import.meta.url)) },
    'build-arg': { type: 'string', multiple: true, default: [] },
  },
});
if (values.out === undefined) throw new Error('--out DIRECTORY is missing');
if (process.getuid?.() !== 0) throw new Error('this needs root, to mount and to change owners');
const out = resolve(values.out);
if (existsSync(out) && readdirSync(out).length > 0) throw new Error(`${out} is not empty`);
if (/[:,\s]/.test(out)) throw new Error(`${out}: the path must have no space, colon or comma`);
const checkout = resolve(values.context);

mkdirSync(out, { recursive: true });
const scratch = mkdtempSync(join(out, 'scratch-'));
try {
  const image = buildImage();
  writeFileSync(join(out, 'image.json'), `${JSON.stringify(image, null, 2)}\n`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
say(`${sizeOf('rootfs')} MiB added to the base image:`);
for (const path of ['rootfs/app/node_modules', 'rootfs/app/dist']) {
  if (existsSync(join(out, path))) say(`  ${sizeOf(path)} MiB ${path.replace('rootfs', '')}`);
}

function buildImage() {
  const stages = readDockerfile(readFileSync(join(checkout, 'Dockerfile'), 'utf8'));
  const args = Object.fromEntries(values['build-arg'].map((arg) => arg.split(/=(.*)/s).slice(0, 2)));
  const build = {
    checkout,
    scratch,
    args,
    context: buildContext(checkout),
    trees: new Map(),
  };
  let image = emptyImage();
  for (const { name, base, steps } of stages) {
    const isLast = steps === stages.at(-1)?.steps;
    const tree = join(isLast ? out : scratch, isLast ? 'rootfs' : `stage-${build.trees.size}`);
    mkdirSync(tree, { mode: 0o755 });
    if (build.trees.has(base))
      cpSync(build.trees.get(base), tree, { recursive: true, verbatimSymlinks: true });
    image = emptyImage();
    const stage = { tree, image, args: {} };
    say(
      `stage ${name}, from ${build.trees.has(base) ? base : `Node.js ${process.version} of this machine for ${base}`}`,
    );
    for (const step of steps) {
      const begun = performance.now();
      doStep(build, stage, step);
      const took = performance.now() - begun;
      say(`  ${step.name} ${step.text.slice(0, 70)}${took > 500 ? ` (${(took / 1000).toFixed(1)} s)` : ''}`);
    }
    const doubled = readdirSync(tree).find((entry) => !OF_DEBIAN.has(entry) && existsSync(join('/', entry)));
    if (doubled !== undefined)
      throw new Error(`this machine has /${doubled}, which the image has, too: move it away`);
    build.trees.set(name, tree);
  }
  return image;
}

/** @param {string} path in the output; MiB with one digit */
function sizeOf(path) {
  const bytes = Number(execFileSync('du', ['-sb', join(out, path)], { encoding: 'utf8' }).split('\t')[0]);
  return (bytes / 1024 / 1024).toFixed(1);
}

/** @param {string} text */
function say(text) {
  console.error(text);
}
