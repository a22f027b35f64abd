import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');
const repaired = simulatedEvent('a', 2);

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
    fair: ({ world }) =>
      unless({
        'what was put back is processed': world.target.passed(repaired.identity),
        'nothing is left': world.records().length === 0,
      }),
  };
}

export const repairDuringSuccess = repair('repair-during-success', 'pass');
export const repairDuringFailure = repair('repair-during-failure', 'transient');
