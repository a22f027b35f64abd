import type { Summary } from '../../catalog/summary.js';
import type { Random } from '../../runtime/runtime.module.js';
import { Sample } from '../../runtime/sample.js';

/** Tasks that are found at once; then the catalog is looked at again, so that what has come meanwhile has its turn. */
export const BATCH = 2_000;

/** What is due now, in the order in which to do it, and how many wait for their target, or for an older event. */
export interface DueTasks {
  tasks: Summary[];
  held: number;
  blocked: number;
}

export interface DueQuery {
  /** Milliseconds since the epoch. */
  now: number;
  /** Names that have had their turn in this sweep. */
  done: ReadonlySet<string>;
  /** Whether it is to wait, because its target is down. */
  holds: (summary: Summary) => boolean;
  /** Whether it has to wait for an older event. */
  mustWait: (summary: Summary) => boolean;
  random: Random;
}

/**
 * A batch of what is due, fair between tenants: each gets its turn before any gets a second one, so a tenant with a
 * hundred thousand dead letters does not delay another's ten. Within a tenant it is chosen by chance, so replicas
 * that look at the same time seldom meet.
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
    const sample = tenants.get(summary.tenantId) ?? new Sample<Summary>(BATCH, random);
    tenants.set(summary.tenantId, sample);
    sample.show(summary);
  });
  return { tasks: takeTurns([...tenants.values()].map((sample) => sample.shuffled())), held, blocked };
}

/** One of each, then another of each, up to a batch. */
function takeTurns(queues: Summary[][]): Summary[] {
  const tasks: Summary[] = [];
  for (let turn = 0; tasks.length < BATCH; turn++) {
    const before = tasks.length;
    for (const queue of queues) {
      const task = queue[turn];
      if (task !== undefined && tasks.length < BATCH) tasks.push(task);
    }
    if (tasks.length === before) break;
  }
  return tasks;
}
