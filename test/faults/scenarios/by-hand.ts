import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';
import type { World } from '../world.js';

const a = simulatedEvent('a');
const repaired = simulatedEvent('a', 2);

/**
 * Where the store does not delete under a condition, a repair between the last look and the deletion is lost: the one
 * exception that docs/guarantees.md (ADR 10) makes. The bucket notes such a repair, and no other.
 */
function lostInTheInstant({ bucket }: World, etag: string): boolean {
  return bucket.deleteMode !== 'atomic' && bucket.lostInTheInstant.has(etag);
}

/** An operator retries; somebody puts the object back while the attempt runs, having taken it at some time before. */
function repair(name: string, verdict: 'pass' | 'transient'): Scenario {
  return {
    name,
    replicas: 2,
    prepare: async (actions: Actions) => void (await actions.place(a)),
    async act(actions) {
      const { world } = actions;
      world.target.durationMs = () => 3_000;
      world.target.verdict = ({ identity }) => (identity === a.identity ? verdict : 'pass');
      const traceId = actions.placed[0]!;
      const hand = async () => {
        await world.wait(world.chance.below(3_000));
        await actions.repair(traceId, () => world.wait(world.chance.below(3_000)));
      };
      await Promise.all([hand(), actions.retry(0, traceId)]);
      await actions.retry(1, traceId);
    },
    fair: ({ world, ledger }) =>
      unless({
        'what was put back is processed, unless the store deleted it in the instant that nobody sees':
          world.target.passed(repaired.identity) ||
          ledger.repairs.every(({ etag }) => lostInTheInstant(world, etag)),
        'nothing is left': world.records().length === 0,
      }),
  };
}

/** A corrupt record is left alone by two sweeps, until an operator accepts it as it stands; two do at once. */
export const accept: Scenario = {
  name: 'accept',
  replicas: 2,
  prepare: async (actions) => actions.spoil(await actions.place(a)),
  async act(actions) {
    const { world } = actions;
    const traceId = actions.placed[0]!;
    await Promise.all([actions.sweep(0), actions.sweep(1), actions.retry(1, traceId)]);
    if (world.target.deliveries.length > 0) world.violations.push('what is corrupt was processed');
    await Promise.all([actions.accept(0, traceId), actions.accept(1, traceId), actions.sweep(1)]);
    // Without an answer the operator asks again.
    for (let tries = 0; tries < 5; tries++) {
      const outcome = await actions.accept(tries % 2, traceId);
      if (outcome !== null) return;
      await world.wait(15_000);
    }
  },
  fair: ({ world }) =>
    unless({
      'it is processed': world.target.passed(a.identity),
      'nothing is left': world.records().length === 0,
    }),
};

export const repairDuringSuccess = repair('repair-during-success', 'pass');
export const repairDuringFailure = repair('repair-during-failure', 'transient');
