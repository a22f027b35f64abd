import { AuditUnavailable } from '../../../src/audit/audit.service.js';
import { keyOfTraceId } from '../../../src/domain/letter/trace-id.js';
import { SOMEBODY } from '../../support/somebody.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { FaultKind } from '../fault.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');

/** What befalls the entry of a person's retry. */
const KINDS: readonly FaultKind[] = [
  'refused',
  'odd-refusal',
  'refusing-spell',
  'false-conflict',
  'lost-request',
  'lost-answer',
  'silence',
  'outage',
  'kill-before',
  'kill-after',
];

/** A person's retry. Where its entry is refused, its record is as it was. */
async function retry(actions: Actions): Promise<void> {
  const { world, placed } = actions;
  const [traceId] = placed as [string];
  await world.ask(0, async ({ singles }) => {
    const before = world.bucket.etag(keyOfTraceId(traceId));
    try {
      return await singles.retry(traceId, false, SOMEBODY);
    } catch (error) {
      const changed = world.bucket.etag(keyOfTraceId(traceId)) !== before;
      if (error instanceof AuditUnavailable && changed) {
        world.violations.push(`${traceId} was changed, although its entry could not be written`);
      }
      throw error;
    }
  });
}

/** Who changes what is on record before it is changed. That every delivery has its entry is judged in every run. */
export const AUDITED: readonly Scenario[] = KINDS.map((kind) => ({
  name: `${kind}-at-the-audit`,
  replicas: 1,
  prepare: async (actions) => void (await actions.place(a)),
  async act(actions) {
    actions.world.plan.next({ kind }, ({ name, key }) => name === 'put' && key.startsWith('audit/'));
    for (let tries = 0; tries < 3; tries++) {
      await retry(actions);
      await actions.world.wait(30_000);
    }
  },
  fair: ({ world }) =>
    unless({
      'it is delivered once': world.target.deliveries.length === 1,
      'its entry is there': [...world.bucket.objects.objects.keys()].some((key) => key.startsWith('audit/')),
    }),
}));
