import { DEAD_LETTER_PREFIX } from '../../../src/domain/letter/trace-id.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { Call } from '../fault-plan.js';
import type { FaultKind } from '../fault.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');

/** A store that answers 409, an odd 4xx, or that a condition does not hold, and does nothing. */
const KINDS: readonly FaultKind[] = ['refused', 'odd-refusal', 'false-conflict'];

function refuses(what: string, when: (call: Call) => boolean, rest: Omit<Scenario, 'name' | 'replicas'>) {
  return KINDS.map((kind): Scenario => ({
    ...rest,
    name: `${kind}-at-the-${what}`,
    replicas: 1,
    async act(actions) {
      actions.world.plan.next({ kind }, when);
      await rest.act(actions);
    },
  }));
}

const left = ({ world }: Actions) => world.records().length;

const retried: Omit<Scenario, 'name' | 'replicas'> = {
  prepare: async (actions) => void (await actions.place(a)),
  async act(actions) {
    await actions.retry(0, actions.placed[0]!);
    await actions.sweep(0);
    // Past the end of any lease: whatever is still to be delivered is delivered by now.
    await actions.world.wait(120_000);
    await actions.sweep(0);
    await actions.sweep(0);
  },
  fair: (actions) =>
    unless({
      'it is delivered once': actions.world.target.deliveries.length === 1,
      'nothing is left': left(actions) === 0,
    }),
};

/** An event is acknowledged with its record in the store, or not at all. */
export const refusedCreates = refuses('create', ({ name }) => name === 'put', {
  async act(actions) {
    actions.world.target.verdict = () => 'transient';
    await actions.deliver(0, a);
  },
  // Whether what was acknowledged is kept is judged in every run.
  fair: ({ ledger }) => unless({ 'it is answered': ledger.answers.length === 1 }),
});

/** A claim that was refused is no attempt of somebody else: it is written again, or given up with nothing tried. */
export const refusedClaims = refuses(
  'claim',
  ({ name, key }) => name === 'put' && key.startsWith(DEAD_LETTER_PREFIX),
  retried,
);

/** The event was delivered: whatever the store answers to the deletion, it is not delivered again. */
export const refusedSettlings = refuses('settling', ({ name }) => name === 'remove', retried);
