import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const events = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => simulatedEvent(id));

const placesAll = async (actions: Actions) => {
  for (const event of events) await actions.place(event);
};

/** The longest delay after a second failure, and what S3's whole seconds add, milliseconds. */
const DELAY_MS = 125_000;

/** The routes lead a backlog to a target that is down, until its breaker is open; then to one that is not. */
const rerouted: Scenario = {
  name: 'rerouted',
  replicas: 1,
  env: { BREAKER_FAILURES: '3', BREAKER_OPEN_MS: '3600000' },
  prepare: placesAll,
  async act(actions) {
    const { world } = actions;
    let down = true;
    world.target.verdict = () => (down ? 'transient' : 'pass');
    world.target.reroute(() => 'down');
    await actions.sweep(0);
    await world.wait(DELAY_MS);
    // Each is found to wait for the target that is down.
    await actions.sweep(0);
    await actions.sweep(0);
    down = false;
    world.target.reroute(() => 'good');
    await actions.sweep(0);
    await world.wait(DELAY_MS);
    await actions.sweep(0);
  },
  fair: ({ world, world: { target } }) =>
    unless({
      'the backlog drains after the change': target.deliveries
        .filter((d) => d.passed)
        .every(({ beganAt }) => beganAt < target.reroutedAt + DELAY_MS + 30_000),
      'the breaker was open': target.deliveries.filter((d) => !d.passed).length < 2 * events.length,
      'nothing is left': world.records().length === 0,
    }),
};

/** A target takes one event at once, and all together take longer than one attempt may. */
const oneAtOnce: Scenario = {
  name: 'one-at-once',
  replicas: 1,
  env: { BREAKER_FAILURES: '2' },
  prepare: placesAll,
  async act(actions) {
    const { world } = actions;
    world.target.maxInFlight = 1;
    world.target.durationMs = () => 6_000;
    await actions.sweep(0);
    await world.wait(60_000);
  },
  fair: ({ world }) =>
    unless({
      'each is delivered once': world.target.deliveries.length === events.length,
      'each has passed': world.target.deliveries.every((d) => d.passed),
      'nothing is left': world.records().length === 0,
    }),
};

export const BACKLOGS: readonly Scenario[] = [rerouted, oneAtOnce];
