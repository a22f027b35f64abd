import { buildOf } from './build-of-revision.mjs';
import { sweep } from './drain.bench.mjs';
import { machine, median, table } from './harness.mjs';
import { failingEvents, goodEvents } from './ingest.bench.mjs';
import { THIS_BUILD } from './service-under-test.mjs';
import { CONNECTIONS } from './take-in.mjs';

/** What is measured: a name, the work, and the member of its figures. A higher rate is better, a lower cost too. */
const FIGURES = [
  ['drained events a second', 'drain', 'perSecond'],
  ['CPU of a drained event, ms', 'drain', 'cpuMs'],
  ['failing events a second', 'failing', 'perSecond'],
  ['CPU of a failing event, ms', 'failing', 'cpuMs'],
  ['p99 of failing events, ms', 'failing', 'p99'],
  ['good events a second', 'good', 'perSecond'],
  ['CPU of a good event, ms', 'good', 'cpuMs'],
  ['p99 of good events, ms', 'good', 'p99'],
];

/**
 * Sets this build and that of a revision side by side. They take turns, and each round begins with the other one, so that
 * what happens on the machine meets both.
 *
 * @param {import('./start-stub.d.mjs').Stub} stub
 * @param {{ revision: string, rounds: number, events: number, drained: number, say: (text: string) => void }} options
 * @returns {Promise<string>} Markdown
 */
export async function compareWith(stub, { revision, rounds, events, drained, say }) {
  say(`building ${revision}`);
  const other = buildOf(revision);
  try {
    const builds = { here: THIS_BUILD, there: other.directory };
    const results = { here: [], there: [] };
    for (let round = 0; round < rounds; round++) {
      for (const name of round % 2 === 0 ? ['there', 'here'] : ['here', 'there']) {
        say(`round ${round + 1} of ${rounds}: ${name === 'here' ? 'this build' : revision}`);
        const build = builds[name];
        results[name].push({
          drain: await sweep(stub, { events: drained, latencyMs: 0, build }),
          failing: await failingEvents(stub, { count: events, latencyMs: 0, build }),
          good: await goodEvents({ count: 2 * events, build }),
        });
      }
    }
    return text(results, `${revision} (${other.commit})`, { rounds, events, drained });
  } finally {
    other.remove();
  }
}

function text({ here, there }, revision, { rounds, events, drained }) {
  const rows = FIGURES.map(([name, work, member]) => {
    const [ours, theirs] = [here, there].map((all) => all.map((round) => round[work][member]));
    const ratios = ours.map((value, round) => value / theirs[round]);
    const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
    return [name, median(ratios), range, median(ours), median(theirs)];
  });
  return `${machine()}; medians of ${rounds} rounds in turn; ${drained} drained, ${events} failing and ${2 * events} good events,
${CONNECTIONS} connections, 1.5 kB, S3 stub without latency; CPU is the service's own.

${table(['', 'ratio', 'of single rounds', 'this build', revision], rows)}
`;
}
