import type { Catalog } from '../../catalog/catalog.js';
import type { Summary } from '../../catalog/summary.js';
import type { SummaryRow } from '../../catalog/table/row-cursor.js';
import type { Random } from '../../runtime/runtime.module.js';
import { Sample } from '../../runtime/sample.js';

/** Tasks of one batch. The catalog is read again for each batch, so that new records get their turn. */
export const DUE_BATCH = 2_000;

/** The due tasks in their order, and how many retries wait for their target or for an older event. */
export interface DueTasks {
  tasks: Summary[];
  held: number;
  blocked: number;
}

export interface DueQuery {
  /** Milliseconds since the epoch. */
  now: number;
  /** Names that this sweep has already handled. */
  done: ReadonlySet<string>;
  /** Whether it must wait, because its target is down. */
  holds: (row: SummaryRow) => boolean;
  /** Whether it must wait for an older event. */
  mustWait: (row: SummaryRow) => boolean;
  random: Random;
}

/**
 * A batch of what is due, fair between tenants: each gets its turn before any gets a second one, so a tenant with a
 * hundred thousand dead letters does not delay another's ten. Within a tenant the order is random, so replicas that
 * sweep at the same time seldom meet.
 */
export function dueTasks(
  catalog: Pick<Catalog, 'forEach' | 'get'>,
  { now, done, holds, mustWait, random }: DueQuery,
): DueTasks {
  /** Names: most of what is shown is not picked. */
  const tenants = new Map<string | null, Sample<string>>();
  let [held, blocked] = [0, 0];
  const look = (row: SummaryRow) => {
    if (done.size > 0 && done.has(row.name)) return;
    const isRetry = row.task === 'retry';
    if (isRetry && holds(row)) {
      held++;
      return;
    }
    if (isRetry && mustWait(row)) {
      blocked++;
      return;
    }
    const { tenantId } = row;
    let sample = tenants.get(tenantId);
    if (sample === undefined) {
      sample = new Sample<string>(DUE_BATCH, random);
      tenants.set(tenantId, sample);
    }
    sample.show(row.name);
  };
  catalog.forEach(look, [
    { field: 'task', fits: (task) => task !== null && task !== 'none' },
    { field: 'taskAt', fits: (at) => at <= now },
  ]);
  const names = takeTurns([...tenants.values()].map((sample) => sample.shuffled()));
  return { tasks: names.map((name) => catalog.get(name)!), held, blocked };
}

/** Takes one task of each tenant in turn, up to a batch. */
function takeTurns(queues: string[][]): string[] {
  const tasks: string[] = [];
  for (let turn = 0; tasks.length < DUE_BATCH; turn++) {
    const before = tasks.length;
    for (const queue of queues) {
      const task = queue[turn];
      if (task !== undefined && tasks.length < DUE_BATCH) tasks.push(task);
    }
    if (tasks.length === before) break;
  }
  return tasks;
}
