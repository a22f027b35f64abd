import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/**
 * The files that Docker would be sent: those of the checkout that .dockerignore leaves.
 *
 * @param {string} directory @returns {{ isSent(path: string): boolean, match(pattern: string): string[] }}
 */
export function buildContext(directory) {
  const ignored = readFileSync(join(directory, '.dockerignore'), 'utf8')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(patternOf);
  // A rule for a directory holds for all below it.
  /** @param {string} path relative to the checkout */
  const isSent = (path) => !parentsOf(path).some((part) => ignored.some((pattern) => pattern.test(part)));
  return {
    isSent,
    /** The paths that a source of COPY means; none where nothing is sent. @param {string} source */
    match(source) {
      const path = source.replace(/^\.?\//, '').replace(/\/$/, '');
      const parent = join(path, '..');
      const name = patternOf(basename(path));
      return readdirSync(join(directory, parent))
        .filter((entry) => name.test(entry))
        .map((entry) => join(parent, entry))
        .filter(isSent)
        .sort();
    },
  };
}

/** `a/b/c` is below `a` and `a/b`. @param {string} path */
function parentsOf(path) {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** `*` stands for no slash, a leading double star for any directories. @param {string} glob */
function patternOf(glob) {
  if (glob.startsWith('!')) throw new Error(`.dockerignore: scripts/image-tree does not know ${glob}`);
  const text = glob
    .replace(/^\//, '')
    .split(/(\*\*\/|\*|\?)/)
    .map(
      (part) =>
        ({ '**/': '(?:.*/)?', '*': '[^/]*', '?': '[^/]' })[part] ??
        part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  return new RegExp(`^${text}$`);
}
