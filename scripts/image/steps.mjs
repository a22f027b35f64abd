import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jsonWords, wordsOf } from './dockerfile.mjs';

const IN_ROOT = fileURLToPath(new URL('in-root.sh', import.meta.url));
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * @typedef {import('./dockerfile.mjs').Instruction} Instruction
 *
 * @typedef {object} Build what holds for all stages
 * @property {string} checkout
 * @property {string} scratch a directory for what is not kept
 * @property {Record<string, string>} args of the command line
 * @property {ReturnType<typeof import('./context.mjs').buildContext>} context
 * @property {Map<string, string>} trees of the stages that are done, by name
 *
 * @typedef {object} Image in the words of the OCI's image configuration
 * @property {string} WorkingDir
 * @property {string} User
 * @property {Record<string, string>} Env
 * @property {Record<string, string>} Labels
 * @property {string[]} Cmd
 * @property {string[]} Healthcheck
 * @property {string[]} Volumes
 * @property {string[]} ExposedPorts
 *
 * @typedef {object} Stage
 * @property {string} tree what the steps have written
 * @property {Image} image
 * @property {Record<string, string>} args `ARG`s of this stage
 */

/** @returns {Image} */
export function emptyImage() {
  const lists = { Cmd: [], Healthcheck: [], Volumes: [], ExposedPorts: [] };
  return { WorkingDir: '/', User: '0:0', Env: { PATH }, Labels: {}, ...lists };
}

/** Does one step of a stage. @param {Build} build @param {Stage} stage @param {Instruction} step */
export function doStep(build, stage, step) {
  const { image, tree } = stage;
  const words = () => wordsOf(step.text, { ...stage.args, ...image.Env });
  const onlyFlags = (...names) => {
    const other = Object.keys(step.flags).find((name) => !names.includes(name));
    if (other !== undefined)
      throw new Error(`line ${step.line}: scripts/image-tree does not know --${other}`);
  };
  switch (step.name) {
    case 'ARG':
      for (const [name, value] of pairsOf(words())) stage.args[name] = build.args[name] ?? value;
      return;
    case 'ENV':
      return void Object.assign(image.Env, Object.fromEntries(pairsOf(words())));
    case 'LABEL':
      return void Object.assign(image.Labels, Object.fromEntries(pairsOf(words())));
    case 'WORKDIR':
      image.WorkingDir = resolve(image.WorkingDir, words()[0] ?? '');
      return void mkdirSync(join(tree, image.WorkingDir), { recursive: true });
    case 'USER':
      return void (image.User = words()[0] ?? '');
    case 'VOLUME':
      return void image.Volumes.push(...words());
    case 'EXPOSE':
      return void image.ExposedPorts.push(...words());
    case 'CMD':
      return void (image.Cmd = jsonWords(step));
    case 'HEALTHCHECK':
      onlyFlags('interval', 'timeout', 'start-period', 'retries');
      return void (image.Healthcheck = jsonWords({ ...step, text: step.text.replace(/^CMD\s+/, '') }));
    case 'COPY':
      onlyFlags('from');
      return copy(build, stage, step.flags['from'], words());
    case 'RUN':
      onlyFlags('mount');
      return run(build, stage, step);
    default:
      throw new Error(`line ${step.line}: scripts/image-tree does not know ${step.name}`);
  }
}

/** @param {string[]} words @returns {Array<[string, string]>} */
function pairsOf(words) {
  return words.map((word) => {
    const at = word.indexOf('=');
    return at < 0 ? [word, ''] : [word.slice(0, at), word.slice(at + 1)];
  });
}

/** @param {Build} build @param {Stage} stage @param {string | undefined} from @param {string[]} words */
function copy({ checkout, context, trees }, { tree, image }, from, words) {
  const target = words.at(-1) ?? '';
  const sources = words.slice(0, -1).flatMap((source) => {
    const found =
      from === undefined
        ? context.match(source)
        : [source].filter((path) => existsSync(join(treeOf(trees, from), path)));
    if (found.length === 0) throw new Error(`COPY: there is no ${source}`);
    return found;
  });
  const root = from === undefined ? checkout : treeOf(trees, from);
  const to = join(tree, isAbsolute(target) ? target : join(image.WorkingDir, target));
  for (const source of sources) {
    const path = join(root, source);
    const isDirectory = statSync(path).isDirectory();
    const into = !isDirectory && (target.endsWith('/') || sources.length > 1);
    const place = into ? join(to, basename(source)) : to;
    mkdirSync(isDirectory ? place : dirname(place), { recursive: true });
    // Hard links: the tree of an earlier stage is not changed any more.
    if (from !== undefined) execFileSync('cp', ['--archive', '--link', '--no-target-directory', path, place]);
    else {
      const filter = (file) => context.isSent(file.slice(root.length + 1));
      cpSync(path, place, { recursive: true, verbatimSymlinks: true, filter });
    }
  }
  // As Docker does: everything belongs to root.
  execFileSync('chown', ['--recursive', '--no-dereference', '0:0', to]);
}

/** @param {Map<string, string>} trees @param {string} name */
function treeOf(trees, name) {
  const tree = trees.get(name);
  if (tree === undefined) throw new Error(`COPY: there is no stage ${name}`);
  return tree;
}

/** @param {Build} build @param {Stage} stage @param {Instruction} step */
function run({ scratch }, { tree, image, args }, { text, flags, line }) {
  const cache = /^type=cache,target=(\/[^,]+)$/.exec(flags['mount'] ?? '')?.[1];
  if (flags['mount'] !== undefined && cache === undefined)
    throw new Error(`line ${line}: expected --mount=type=cache,target=/...`);
  // This machine's own directory is the cache.
  if (cache !== undefined) mkdirSync(cache, { recursive: true });
  const bind = cache === undefined ? [] : ['--bind', `${cache}:${cache}`];
  const how = [...bind, '--user', image.User, process.execPath, tree, scratch];
  const variables = Object.entries({ HOME: '/root', ...args, ...image.Env });
  const env = ['env', '-i', '-C', image.WorkingDir, ...variables.map(([name, value]) => `${name}=${value}`)];
  const { status } = spawnSync(IN_ROOT, [...how, ...env, '/bin/sh', '-c', text], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`line ${line}: RUN ended with ${status}: ${text}`);
}
