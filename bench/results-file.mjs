import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('RESULTS.md', import.meta.url);

/** Begins the part that needs an S3 server and a Redis, and is measured by a command of its own. */
const REPLICAS = '\n## Draining by replicas\n';

/** Writes all results but those of replicas, which stay. @param {string} text */
export function writeResults(text) {
  writeFileSync(FILE, `${text}${existingReplicas()}`);
}

/** Writes the results of replicas, and leaves the others as they are. @param {string} text */
export function writeReplicaResults(text) {
  const [others = ''] = read().split(REPLICAS);
  writeFileSync(FILE, `${others}${REPLICAS}${text}`);
}

function existingReplicas() {
  const [, replicas] = read().split(REPLICAS);
  return replicas === undefined ? '' : `${REPLICAS}${replicas}`;
}

function read() {
  return existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
}
