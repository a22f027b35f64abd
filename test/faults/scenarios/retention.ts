import { simulatedEvent } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

/** Longer than the clocks of two replicas can be apart. */
const RETENTION_MS = 20 * 60_000;
const [a, b] = [simulatedEvent('a'), simulatedEvent('b')] as const;

/** What was resolved and what was discarded is purged when its time has come, and nothing else is. */
export const retention: Scenario = {
  name: 'retention',
  replicas: 2,
  settings: { retention: { resolvedMs: RETENTION_MS, discardedMs: RETENTION_MS } },
  async prepare(actions) {
    await actions.placeOddities();
    await actions.place(a);
    const closedAt = actions.world.scheduler.now;
    await actions.place(b, {
      change: (letter) => ({ ...letter, status: 'discarded', nextRetryAt: null, closedAt }),
    });
    actions.ledger.acknowledged.delete(b.identity);
  },
  async act(actions) {
    const { world } = actions;
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
    if (world.records().length !== 2) world.violations.push('purged before its time');
    await world.wait(RETENTION_MS + 600_000);
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
  },
  fair: ({ world }) =>
    unless({
      'it runs once': world.target.deliveries.length === 1,
      'nothing is left': world.records().length === 0,
    }),
};
