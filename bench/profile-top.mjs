/**
 * What took the time of a profile that `--cpu-prof` wrote: functions by their own time, and packages.
 *
 *   node bench/profile-top.mjs FILE.cpuprofile [20]
 */
import { readFileSync } from 'node:fs';

const [file, count = '20'] = process.argv.slice(2);
// Who reads only the first lines closes the pipe.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8'));
const byId = new Map(nodes.map((node) => [node.id, node]));
/** @type {[Map<string, number>, Map<string, number>]} */
const [functions, packages] = [new Map(), new Map()];
let total = 0;
samples.forEach((id, i) => {
  const { functionName, url, lineNumber } = byId.get(id).callFrame;
  if (functionName === '(idle)' || functionName === '(program)') return;
  const micros = timeDeltas[i];
  total += micros;
  const where = url.replace(/^.*node_modules\//, '').replace(/^.*\/dist\//, '');
  add(functions, `${functionName || '(anonymous)'} ${where}:${lineNumber + 1}`, micros);
  add(packages, roomOf(url) || functionName, micros);
});

for (const map of [functions, packages]) {
  const top = [...map].toSorted(([, a], [, b]) => b - a).slice(0, Number(count));
  for (const [name, micros] of top) {
    process.stdout.write(`${((micros / total) * 100).toFixed(1).padStart(5)} %  ${name}\n`);
  }
  process.stdout.write('\n');
}

/** The package, the room of the service, or the part of Node that a file belongs to. */
function roomOf(url) {
  const library = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url);
  if (library) return library[1];
  const own = /\/dist\/([^/]+)/.exec(url);
  return own ? `service: ${own[1]}` : url.replace(/^node:(internal\/)?([^/]+).*$/, 'node: $2');
}

function add(map, name, micros) {
  map.set(name, (map.get(name) ?? 0) + micros);
}
