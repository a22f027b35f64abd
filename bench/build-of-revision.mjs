import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Builds a revision of this repository in a temporary worktree. It shares `node_modules` where its lock file is the same,
 * and installs its own where it is not.
 *
 * @param {string} revision whatever git takes for a commit
 * @returns {{ commit: string, directory: string, remove: () => void }} `directory`: that of the build
 * @throws Error where git knows no such commit, or the build fails
 */
export function buildOf(revision) {
  const commit = git('rev-parse', '--verify', '--short=12', '--end-of-options', `${revision}^{commit}`);
  const tree = mkdtempSync(join(tmpdir(), 'cxone-dlq-compare-'));
  git('worktree', 'add', '--detach', tree, commit);
  let isRemoved = false;
  const remove = () => {
    if (isRemoved) return;
    isRemoved = true;
    git('worktree', 'remove', '--force', tree);
  };
  // A comparison that is interrupted leaves no worktree.
  process.once('exit', remove);
  try {
    if (lockFileIn(tree) === lockFileIn('.'))
      symlinkSync(realpathSync('node_modules'), join(tree, 'node_modules'));
    else inTree(tree, 'npm', 'ci', '--no-audit', '--no-fund', '--prefer-offline');
    inTree(tree, process.execPath, 'scripts/build.mjs');
  } catch (error) {
    remove();
    throw error;
  }
  return { commit, directory: join(tree, 'dist'), remove };
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** Its output goes to standard error, because the figures go to standard output. */
function inTree(tree, program, ...args) {
  execFileSync(program, args, { cwd: tree, stdio: ['ignore', 2, 2] });
}

function lockFileIn(tree) {
  return readFileSync(join(tree, 'package-lock.json'), 'utf8');
}
