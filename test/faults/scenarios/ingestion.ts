import { simulatedEvent, type Actions } from '../actions.js';
import type { CallName, FaultKind } from '../fault.js';
import type { Call } from '../fault-plan.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');
const b = simulatedEvent('b');

/** Writes that arrive at some time, though their writer does not hear of it. */
const ARRIVING = ['late-answer', 'late-request', 'stray-request'] as const;

/** The first replica's write arrives or not, at some time, and it cannot find out before its answer is due. */
function spoilFirstWrite({ world }: Actions, kinds: readonly FaultKind[] = [...ARRIVING, 'silence']): void {
  const first = (name: CallName) => (call: Call) => call.by === 'r0.1' && call.name === name;
  world.plan.next({ kind: world.chance.pick(kinds) }, first('put'));
  for (let reads = 0; reads < 3; reads++) world.plan.next({ kind: 'silence' }, first('get'));
}

/** One event passes, another fails and is kept; CXone goes on until both are acknowledged. */
export const ingest: Scenario = {
  name: 'ingest',
  replicas: 2,
  async act(actions) {
    actions.world.target.verdict = ({ eventId }, nth) =>
      eventId === 'b' && nth === 1 ? 'transient' : 'pass';
    await Promise.all([actions.send(a, [0, 1, 0]), actions.send(b, [1, 1, 0, 1])]);
  },
  fair: ({ world, ledger }) =>
    unless({
      'both are acknowledged': ledger.acknowledged.size === 2,
      'b is delivered twice':
        world.target.deliveries.filter(({ event }) => event.eventId === 'b').length === 2,
    }),
};

/** The same event twice at the same time, on the same replica. */
export const twiceAtOnce: Scenario = {
  name: 'twice-at-once',
  replicas: 2,
  async act(actions) {
    actions.world.target.verdict = () => 'transient';
    actions.world.sweepBySchedule();
    await Promise.all([actions.send(a, [0, 0, 0]), actions.send(a, [0, 0, 0])]);
  },
  fair: ({ ledger }) => unless({ 'it is acknowledged twice': ledger.answers.length === 2 }),
};

/** The store's answer comes too late for the webhook: 500, and CXone comes again to the same replica. */
export const redeliveryToTheSame: Scenario = {
  name: 'redelivery-same',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = () => 'transient';
    spoilFirstWrite(actions);
    world.sweepBySchedule();
    await actions.send(a, [0, 0, 0, 0]);
  },
  fair: ({ world, ledger }) =>
    unless({
      'it is delivered again': ledger.answers[0] === 'unconfirmed',
      'a redelivery joins the write': world.target.deliveries.filter((d) => d.retryCount === 0).length === 1,
    }),
};

/**
 * The same, and CXone comes again to another replica, which has not seen the record: the event runs there as well, and may
 * be kept twice for a while. All sweep from then on.
 */
export const redeliveryToAnother: Scenario = {
  name: 'redelivery-other',
  replicas: 3,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) => {
      // A sweep before would tell the other replica of the record, where the write has arrived by then.
      if (nth === 2) world.sweepBySchedule();
      return 'transient';
    };
    world.target.durationMs = () => world.chance.pick([0, 500, 1_500]);
    spoilFirstWrite(actions);
    await actions.send(a, [0, 1, 2, 1]);
    await world.wait(60_000);
  },
  fair: ({ world, ledger }) =>
    unless({
      'it is acknowledged': ledger.acknowledged.size === 1,
      'it runs in two webhooks': world.target.deliveries.filter((d) => d.retryCount === 0).length >= 2,
    }),
};

/** The same, and the other replica has seen the record by then: it does not run the event again. */
export const redeliveryOfTheSeen: Scenario = {
  name: 'redelivery-seen',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = () => 'transient';
    spoilFirstWrite(actions, ARRIVING);
    await actions.deliver(0, a);
    for (let waits = 0; waits < 30 && world.records().length === 0; waits++) await world.wait(5_000);
    // It lists the record, and may retry it.
    await actions.sweep(1);
    await actions.send(a, [1, 1, 1]);
  },
  fair: ({ world, ledger }) =>
    unless({
      'its first write was in doubt': ledger.answers.join() === 'unconfirmed,dead_lettered',
      'it runs in one webhook': world.target.deliveries.filter((d) => d.traceId === null).length === 1,
      'nothing is left': world.records().length === 0,
    }),
};

/** Another replica has done the event meanwhile, and CXone comes again to the first one long after its doubtful write. */
export const redeliveryLongAfter: Scenario = {
  name: 'redelivery-long-after',
  replicas: 2,
  env: { DEDUPE_WINDOW_MS: '1000' },
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) => (nth === 1 ? 'transient' : 'pass');
    world.plan.next({ kind: 'silence' }, (call) => call.by === 'r0.1' && call.name === 'put');
    for (let reads = 0; reads < 3; reads++) {
      world.plan.next({ kind: 'silence' }, (call) => call.by === 'r0.1' && call.name === 'get');
    }
    await actions.deliver(0, a);
    await actions.send(a, [1, 1, 1]);
    await world.wait(600_000);
    await actions.send(a, [0, 0, 0]);
  },
  fair: ({ world, ledger }) =>
    unless({
      'its write was in doubt': ledger.answers[0] === 'unconfirmed',
      'it is processed, and not kept for its old failure': ledger.answers.at(-1) === 'processed',
      'nothing is left': world.records().length === 0,
    }),
};

/** The target is too slow for the webhook, and later for a retry. */
export const slowTarget: Scenario = {
  name: 'slow-target',
  replicas: 2,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) => (nth <= 2 ? 'hang' : 'pass');
    world.sweepBySchedule();
    await actions.send(a, [0, 1, 0]);
    await world.wait(120_000);
  },
  fair: ({ world }) => unless({ 'it passes in the end': world.target.passed(a.identity) }),
};
