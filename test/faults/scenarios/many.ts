import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const events = ['a', 'b', 'c', 'd'].map((id) => simulatedEvent(id));

const placesAll = async (actions: Actions) => {
  await actions.placeOddities();
  for (const event of events) {
    await actions.place(event, { failure: event.eventId === 'c' ? 'permanent' : 'transient' });
  }
};

/** An operator goes through all pages while a replica sweeps. */
export const pages: Scenario = {
  name: 'pages',
  replicas: 2,
  prepare: placesAll,
  async act(actions) {
    actions.world.target.verdict = ({ eventId }, nth) =>
      eventId === 'b' && nth === 1 ? 'transient' : 'pass';
    const throughAll = async () => {
      let after: string | undefined;
      for (let page = 0; page < 6; page++) {
        const result = await actions.page(0, 2, after);
        after = result === null ? after : (result.continueAfter ?? undefined);
        if (result !== null && after === undefined) return;
      }
    };
    await Promise.all([throughAll(), actions.sweep(1)]);
  },
  fair: ({ world }) =>
    unless({
      'nothing is left': world.records().length === 0,
      'b runs twice': world.target.deliveries.length === 5,
    }),
};

/** Two replicas sweep the same records at the same time, again and again. */
export const sweeps: Scenario = {
  name: 'sweeps',
  replicas: 2,
  env: { RETRY_CONCURRENCY: '2' },
  prepare: placesAll,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = ({ eventId }, nth) => (eventId === 'b' && nth === 1 ? 'transient' : 'pass');
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
  },
  fair: ({ world }) =>
    unless({
      'what waits for a person is left': world.records().length === 1,
      'b runs twice': world.target.deliveries.length === 4,
    }),
};

/** Two replicas have each kept the same events, and both sweep while an operator goes through a page. */
export const twins: Scenario = {
  name: 'twins',
  replicas: 3,
  async prepare(actions) {
    for (const [older, younger] of [
      ['transient', 'transient'],
      ['permanent', 'transient'],
      ['transient', 'permanent'],
    ] as const) {
      const event = simulatedEvent(`${older} and ${younger}`);
      await actions.place(event, { failure: older });
      await actions.place(event, { failure: younger });
    }
  },
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => world.chance.pick([0, 0, 3_000]);
    world.target.verdict = () => world.chance.pick(['pass', 'transient']);
    const page = async () => {
      await world.wait(world.chance.below(500));
      await actions.page(2, 2);
    };
    await Promise.all([actions.sweep(0), actions.sweep(1), page()]);
    await Promise.all([actions.sweep(0), actions.sweep(1), actions.sweep(2)]);
  },
  fair: ({ world }) => unless({ 'nothing is left': world.records().length === 0 }),
};

/** Everything at once: new events, redeliveries, operators, sweeps, on three replicas. */
export const crowd: Scenario = {
  name: 'crowd',
  replicas: 3,
  env: { RETRY_MAX_ATTEMPTS: '3' },
  prepare: placesAll,
  async act(actions) {
    const {
      world,
      world: { chance },
    } = actions;
    world.target.verdict = () => chance.pick(['pass', 'transient', 'transient', 'permanent', 'hang']);
    world.target.durationMs = () => chance.pick([0, 0, 1_000]);
    world.sweepBySchedule();
    const slot = () => chance.below(3);
    const sender = async (id: string) => {
      await world.wait(chance.below(20_000));
      await actions.send(simulatedEvent(id), [slot(), slot(), slot()]);
    };
    const operator = async () => {
      await world.wait(chance.below(20_000));
      await (chance.below(2) === 0
        ? actions.page(slot(), 3)
        : actions.retry(slot(), chance.pick(actions.placed)));
    };
    await Promise.all(['e', 'f', 'e', 'g'].map(sender).concat([operator(), operator()]));
  },
  fair: ({ ledger }) => unless({ 'all are acknowledged': ledger.acknowledged.size === 7 }),
};
