import type { Summary } from '../../catalog/summary.js';
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
  holds: (summary: Summary) => boolean;
  /** Whether it must wait for an older event. */
  mustWait: (summary: Summary) => boolean;
  random: Random;
}

/**
 * A batch of what is due, fair between tenants: each gets its turn before any gets a second one, so a tenant with a
 * hundred thousand dead letters does not delay another's ten. Within a tenant the order is random, so replicas that
 * sweep at the same time seldom meet.
 */
export function dueTasks(
  visitAll: (visit: (summary: Summary) => void) => void,
  { now, done, holds, mustWait, random }: DueQuery,
): DueTasks {
  const tenants = new Map<string | null, Sample<Summary>>();
  let [held, blocked] = [0, 0];
  visitAll((summary) => {
    if (summary.task === 'none' || summary.taskAt > now || done.has(summary.name)) return;
    if (summary.task === 'retry' && holds(summary)) {
      held++;
      return;
    }
    if (summary.task === 'retry' && mustWait(summary)) {
      blocked++;
      return;
    }
    const sample = tenants.get(summary.tenantId) ?? new Sample<Summary>(DUE_BATCH, random);
    tenants.set(summary.tenantId, sample);
    sample.show(summary);
  });
  return { tasks: takeTurns([...tenants.values()].map((sample) => sample.shuffled())), held, blocked };
}

/** Takes one task of each tenant in turn, up to a batch. */
function takeTurns(queues: Summary[][]): Summary[] {
  const tasks: Summary[] = [];
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
