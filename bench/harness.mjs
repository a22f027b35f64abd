/** What the benchmarks share: rounds, medians, tables. */
import { cpus, loadavg, totalmem } from 'node:os';

/**
 * Runs `work(i)` for i from 0 to `count - 1`, `concurrency` at once, and tells the time and this process's CPU time
 * for each.
 *
 * @param {number} count
 * @param {number} concurrency
 * @param {(i: number) => Promise<unknown>} work
 * @param {() => boolean} [isOver] ends it before `count`, which may be Infinity then
 * @returns {Promise<{ perSecond: number, cpuMicros: number, latencies: number[] }>} `cpuMicros`: CPU time for each
 *   run, microseconds; `latencies`: milliseconds, in the order of completion
 */
export async function measure(count, concurrency, work, isOver = () => false) {
  const latencies = [];
  let next = 0;
  const cpuBefore = process.cpuUsage();
  const before = performance.now();
  const worker = async () => {
    while (next < count && !isOver()) {
      const begun = performance.now();
      await work(next++);
      latencies.push(performance.now() - begun);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  const ms = performance.now() - before;
  const { user, system } = process.cpuUsage(cpuBefore);
  const done = latencies.length;
  return { perSecond: (done / ms) * 1_000, cpuMicros: (user + system) / done, latencies };
}

/**
 * Runs each contender once a round, in turn, so that a busy moment of the machine hits all of them. The first round
 * warms up and is not counted.
 *
 * @template T
 * @param {number} rounds
 * @param {Record<string, () => Promise<T>>} contenders
 * @returns {Promise<Record<string, T[]>>} the results of the counted rounds
 */
export async function runRounds(rounds, contenders) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      globalThis.gc?.();
      const result = await run();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/**
 * The same for contenders that warm up by themselves: every round counts.
 *
 * @template T
 * @param {number} rounds
 * @param {Record<string, () => Promise<T>>} contenders
 * @returns {Promise<Record<string, T[]>>}
 */
export async function runInTurn(rounds, contenders) {
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) results[name].push(await run());
  }
  return results;
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {number[]} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  if (values.length === 0) throw new Error('no values, no quantile');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
}

/**
 * A Markdown table; numbers stand to the right.
 * @param {string[]} head
 * @param {(string | number)[][]} rows
 */
export function table(head, rows) {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? inWords(cell) : cell))),
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column].length), 3));
  const numeric = head.map((_, column) => rows.every((row) => typeof row[column] === 'number'));
  const line = (row) =>
    `| ${row.map((cell, i) => (numeric[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(' | ')} |`;
  const rule = widths.map((width, i) => (numeric[i] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(cells[0]), line(rule), ...cells.slice(1).map(line)].join('\n');
}

/** Three significant digits. @param {number} value */
function inWords(value) {
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits });
}

/** The machine, its load in the last minute and the version that figures belong to, in a line. */
export function machine() {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0].toFixed(1);
  return `${cpus().length} x ${first?.model.trim() ?? 'unknown'}, ${gib} GiB, load ${load}, Node ${process.version}`;
}
