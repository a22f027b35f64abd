import type { DeadLetter } from '../../../src/domain/letter/dead-letter.js';
import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');
const placesOne = async (actions: Actions) => void (await actions.place(a));
const runs = ({ world }: Actions) => world.target.deliveries.length;
const theOne = ({ world }: Actions): DeadLetter | undefined => world.records()[0]?.letter;
const oneTraceId = ({ placed }: Actions) => placed[0]!;

export const successfulRetry: Scenario = {
  name: 'successful-retry',
  replicas: 2,
  prepare: placesOne,
  act: async (actions) => void (await actions.retry(0, oneTraceId(actions))),
  fair: (actions) => unless({ 'it runs once': runs(actions) === 1, 'nothing is left': !theOne(actions) }),
};

/** It fails by hand on two replicas in turn, then passes by schedule. */
export const failedRetry: Scenario = {
  name: 'failed-retry',
  replicas: 2,
  prepare: placesOne,
  async act(actions) {
    actions.world.target.verdict = (_event, nth) => (nth <= 2 ? 'transient' : 'pass');
    await actions.retry(0, oneTraceId(actions));
    await actions.retry(1, oneTraceId(actions));
  },
  fair: (actions) =>
    unless({ 'it runs three times': runs(actions) === 3, 'nothing is left': !theOne(actions) }),
};

/** Two operators and two sweeps want the same record, while its delivery takes its time. */
export const contendedRetry: Scenario = {
  name: 'contended-retry',
  replicas: 3,
  prepare: placesOne,
  async act(actions) {
    const { world } = actions;
    world.target.durationMs = () => world.chance.pick([0, 500, 5_000, 19_000]);
    world.target.verdict = (_event, nth) => (nth === 1 ? 'transient' : 'pass');
    const traceId = oneTraceId(actions);
    await Promise.all([
      actions.retry(0, traceId),
      actions.retry(1, traceId),
      actions.sweep(1),
      actions.sweep(2),
      actions.retry(2, traceId),
    ]);
  },
  fair: (actions) => unless({ 'nothing is left': !theOne(actions) }),
};

/** Attempts used up. */
export const parking: Scenario = {
  name: 'parking',
  replicas: 2,
  env: { RETRY_MAX_ATTEMPTS: '2' },
  prepare: placesOne,
  async act(actions) {
    actions.world.target.verdict = (_event, nth) => (nth <= 2 ? 'transient' : 'pass');
    await actions.retry(0, oneTraceId(actions));
    await actions.retry(1, oneTraceId(actions));
  },
  fair: (actions) =>
    unless({
      'it runs twice': runs(actions) === 2,
      'it is parked': theOne(actions)?.status === 'parked',
    }),
};

/** No hope without a person, seen at the first retry. */
export const permanentFailure: Scenario = {
  name: 'permanent-failure',
  replicas: 2,
  prepare: placesOne,
  async act(actions) {
    actions.world.target.verdict = (_event, nth) => (nth === 1 ? 'permanent' : 'pass');
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
  },
  fair: (actions) =>
    unless({ 'it runs once': runs(actions) === 1, 'it is parked': theOne(actions)?.status === 'parked' }),
};

/** A parked record is retried by hand: it fails and stays parked, then it passes. */
export const manualRetryOfParked: Scenario = {
  name: 'manual-retry-of-parked',
  replicas: 2,
  prepare: async (actions) => void (await actions.place(a, { failure: 'permanent' })),
  async act(actions) {
    actions.world.target.verdict = (_event, nth) => (nth === 1 ? 'transient' : 'pass');
    await actions.retry(0, oneTraceId(actions));
    await actions.retry(1, oneTraceId(actions));
  },
  fair: (actions) => unless({ 'it runs twice': runs(actions) === 2, 'nothing is left': !theOne(actions) }),
};

/** An event that ends whatever process works on it. */
export const poison: Scenario = {
  name: 'poison',
  replicas: 2,
  env: { RETRY_MAX_ATTEMPTS: '3' },
  prepare: placesOne,
  async act(actions) {
    actions.world.target.verdict = () => 'kill';
    actions.world.sweepBySchedule();
    await actions.retry(0, oneTraceId(actions));
    await actions.world.wait(8 * 60_000);
  },
  fair: (actions) => {
    const codes = theOne(actions)
      ?.attempts.slice(1)
      .map(({ errorCode }) => errorCode);
    return unless({
      'it has killed three': runs(actions) === 3,
      'it is parked': theOne(actions)?.status === 'parked',
      'each is counted':
        JSON.stringify(codes) === JSON.stringify(['worker_lost', 'worker_lost', 'worker_lost']),
    });
  },
};

/** A process stands still between its claim and the end of its delivery for longer than its lease, and goes on. */
export const sleeper: Scenario = {
  name: 'sleeper',
  replicas: 2,
  prepare: placesOne,
  async act(actions) {
    const { world } = actions;
    world.target.verdict = (_event, nth) =>
      nth === 1 ? world.chance.pick(['pass', 'transient']) : 'transient';
    world.target.durationMs = () => world.chance.pick([0, 10_000, 19_000]);
    const where = world.chance.pick(['put', 'process', 'process'] as const);
    const kind =
      where === 'put' ? 'pause-after' : world.chance.pick(['pause-before', 'pause-after'] as const);
    world.plan.next({ kind }, (call) => call.name === where);
    world.sweepBySchedule();
    await actions.retry(0, oneTraceId(actions));
    await world.wait(180_000);
  },
  fair: (actions) => unless({ 'nothing is left': !theOne(actions) }),
};
