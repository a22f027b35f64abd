/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

/**
 * Ends a process that this one started when this one ends, however it does: a benchmark that is interrupted leaves nothing
 * that runs.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export function endsWithMe(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
}

process.once('exit', () => {
  for (const child of children) child.kill('SIGTERM');
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
