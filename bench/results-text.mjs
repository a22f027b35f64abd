import { CONCURRENCY } from './drain.bench.mjs';
import { table } from './harness.mjs';
import { tailTable } from './tail.bench.mjs';
import { CONNECTIONS } from './take-in.mjs';

/**
 * The results of a whole run as Markdown, ratios first.
 *
 * @param {object} figures
 * @param {{ machine: string, rounds: number, sizes: Record<string, number> }} run
 */
export function resultsText(figures, run) {
  const { drains, failing, good, waits, startMs, catalog } = figures;
  const { machine, rounds, sizes } = run;
  return `# Results

${machine}; medians of ${rounds} rounds. Written by \`npm run bench\`: the service, its S3 stub and the load are processes
of their own on the same machine, so ratios mean more than figures.

${table(['the service beside', 'ratio'], ratios(figures))}

## Draining a backlog

${count(sizes.drained)} due dead letters, ${CONCURRENCY} attempts at once, an S3 that answers after a set latency. (a) is the sequential
loop get, process, delete; (b) is the three calls of a retry and nothing else, as many at once, by the AWS SDK and by
the service's own client.

${drainTable(drains)}

## Taking failing events in

${CONNECTIONS} connections, 1.5 kB, each a record in S3 before its answer, beside the own client's PUT alone.

${failingTable(failing)}

## Taking good events in

${CONNECTIONS} connections, 1.5 kB, beside (c): Express that parses the same JSON and answers the same.

${goodTable(good)}

## The slowest deliveries

${CONNECTIONS} connections, good events for ${sizes.seconds} s as fast as they are answered, without and beside a backlog of
${count(sizes.backlog)} that drains, S3 at 20 ms. One round.

${tailTable(waits)}

Start to ready on an empty embedded store: ${Math.round(startMs)} ms.

## The catalog

${catalog}
`;
}

/** What a reader wants to know first; the tables below have the figures. */
function ratios({ drains, failing, good, waits }) {
  const at = (all, latency) => all.find(({ latencyMs }) => latencyMs === latency);
  const [drained, failed] = [at(drains, 20), at(failing, 20)];
  return [
    ['a drain one after the other, S3 at 20 ms', drained.service.perSecond / drained.sequential],
    ['the three calls of a retry alone, S3 at 20 ms', drained.service.perSecond / drained.store],
    ['the PUT alone, failing events, S3 at 20 ms', failed.service.perSecond / failed.put.perSecond],
    ['the PUT alone, CPU of a failing event', failed.service.cpuMs / failed.put.cpuMs],
    ['Express with the same body, good events', good.service.perSecond / good.express.perSecond],
    ['Express with the same body, CPU of a good event', good.service.cpuMs / good.express.cpuMs],
    ['its own p50: the p99 of good events', waits.quiet.p99 / waits.quiet.p50],
    ['itself: the p99 of good events beside a draining backlog', waits.beside.p99 / waits.quiet.p99],
  ];
}

function drainTable(drains) {
  const head = [
    'S3 latency, ms',
    'of (a)',
    'of (b) own',
    'the service, a second',
    '(a)',
    '(b) AWS SDK',
    '(b) own',
  ];
  return table(
    [...head, 'CPU an event, ms', 'S3 calls an event'],
    drains.map(({ latencyMs, sequential, sdk, store, service: { perSecond, cpuMs, requests } }) => {
      const beside = [perSecond / sequential, perSecond / store];
      return [latencyMs, ...beside, perSecond, sequential, sdk, store, cpuMs, requests];
    }),
  );
}

function failingTable(failing) {
  const head = ['S3 latency, ms', 'of the PUT', 'CPU of the PUT', 'the service, a second', 'PUT alone'];
  return table(
    [...head, '64 / latency', 'p50, ms', 'p99, ms', 'CPU an event, ms', 'peak, MiB'],
    failing.map(({ latencyMs, put, service }) => {
      const bound = latencyMs === 0 ? '-' : String(Math.round((CONNECTIONS * 1_000) / latencyMs));
      const beside = [service.perSecond / put.perSecond, service.cpuMs / put.cpuMs];
      const { perSecond, p50, p99, cpuMs, peak } = service;
      return [latencyMs, ...beside, perSecond, put.perSecond, bound, p50, p99, cpuMs, peak];
    }),
  );
}

function goodTable({ service, express }) {
  const row = (name, of) => [name, service[of] / express[of], service[of], express[of]];
  return table(
    ['', 'ratio', 'the service', 'Express'],
    [row('events a second', 'perSecond'), row('CPU an event, ms', 'cpuMs'), row('p99, ms', 'p99')],
  );
}

function count(number) {
  return number.toLocaleString('en-US');
}
