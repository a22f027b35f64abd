import { Causes } from './causes.js';
import type { Evidence } from './evidence.js';
import { groupBy } from './group-by.js';
import type { Explained, Judgement } from './judgement.js';
import type { ChaosSettings } from './settings.js';

/** The figures of a round, for people. */
export function summaryOf(
  evidence: Evidence,
  { overlaps, repeats, faults }: Judgement,
  { seed }: ChaosSettings,
  durationMs: number,
): string {
  const { sent, handovers, deliveries, incidents, redisDeeds, records } = evidence;
  const causes = new Causes(evidence);
  const acknowledged = handovers.filter(({ answer }) => answer === 200).length;
  const doubts = handovers.filter(({ answer }) => answer !== 200 && answer !== 'unreached');
  const ends = counted(deliveries.map(({ how }) => how));
  return [
    `chaos: seed ${seed}, ${Math.round(durationMs / 1_000)} s`,
    `  events     ${sent.length} sent, ${acknowledged} acknowledged, ${records.length} parked in the end, ${causes.doubled.length} had two records`,
    `  handovers  ${handovers.length}, without an answer of 200: ${listed(counted(doubts.map((one) => `${one.answer} (${causes.ofDoubt(one) ?? 'certain'})`)))}`,
    `  replicas   ${listed(counted(incidents.map(({ kind }) => kind)))}`,
    ...(redisDeeds.length > 0 ? [`  Redis      ${listed(counted(redisDeeds))}`] : []),
    `  deliveries ${deliveries.length}: ${listed(ends)}`,
    `  again after a success: ${told(repeats)}`,
    `  twice at once:         ${told(overlaps)}`,
    `  faults     ${faults.length}`,
  ].join('\n');
}

function told({ causes, unexplained }: Explained): string {
  return `${listed(causes)}; ${unexplained.length} unexplained`;
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = groupBy(names, (name) => name);
  return Object.fromEntries([...groups].map(([name, all]) => [name, all.length]));
}

function listed(counts: Readonly<Record<string, number>>): string {
  const entries = Object.entries(counts).toSorted(([, a], [, b]) => b - a);
  return entries.map(([name, count]) => `${count} ${name}`).join(', ') || 'none';
}
