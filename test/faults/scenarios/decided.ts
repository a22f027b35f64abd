import { askedBy } from '../../../src/decisions/asked.js';
import { readJsonPatch } from '../../../src/domain/json-patch/read-patch.js';
import { toJsonText } from '../../../src/domain/json/json-text.js';
import { SOMEBODY } from '../../support/somebody.js';
import { simulatedEvent, type Actions } from '../actions.js';
import type { Replica } from '../replica.js';
import { unless, type Scenario } from '../scenario.js';

const a = simulatedEvent('a');

/** What a person asks for. */
type Ask = (replica: Replica, traceId: string) => Promise<{ kind: string }>;

const NEW_VERSION = 2;

/** Longer than the clocks of two replicas can be apart. */
const RETENTION = { resolvedMs: 0, discardedMs: 20 * 60_000 };

const correct: Ask = async ({ corrections, audit }, traceId) => {
  const steps = toJsonText(`[{"op":"replace","path":"/payload/version","value":${NEW_VERSION}}]`);
  const reading = readJsonPatch(steps);
  if (!('patch' in reading)) throw new Error('no patch');
  return corrections.correct(traceId, reading.patch, true, askedBy(audit, SOMEBODY));
};

const discard: Ask = ({ discards, audit }, traceId) => discards.discard(traceId, askedBy(audit, SOMEBODY));
const restore: Ask = ({ discards, audit }, traceId) => discards.restore(traceId, askedBy(audit, SOMEBODY));
const undo: Ask = ({ corrections, audit }, traceId) => corrections.undo(traceId, askedBy(audit, SOMEBODY));

/** When the person was told that the change is made, by true time; `null`: never. */
async function ask(actions: Actions, slot: number, what: Ask): Promise<number | null> {
  const { world, placed } = actions;
  const outcome = await world.ask(slot, (replica) => what(replica, placed[0]!));
  return outcome?.kind === 'done' ? world.scheduler.now : null;
}

/** Asks until it is told that it is done, or gives up. */
async function insist(actions: Actions, what: Ask): Promise<number | null> {
  for (let tries = 0; tries < 6; tries++) {
    const at = await ask(actions, tries % actions.world.replicas, what);
    if (at !== null) return at;
    await actions.world.wait(10_000);
  }
  return null;
}

/**
 * Deliveries of the corrected record. A replica that did not know it may have made a second one of a redelivery: what that
 * one sends before a sweep merges the two is the exception that docs/guarantees.md makes.
 */
function deliveriesOf({ world, placed }: Actions) {
  return world.target.deliveries.filter(({ traceId }) => traceId === placed[0]);
}

/** Deliveries of the old form that began after the person was told that it was corrected. */
function oldAfter(actions: Actions): string[] {
  const at = told.get(actions) ?? Infinity;
  return deliveriesOf(actions)
    .filter(({ event, beganAt }) => beganAt > at && event.text === a.text)
    .map(
      ({ beganAt }) => `the old form was delivered ${beganAt - at} ms after its correction was acknowledged`,
    );
}

/** A record that passed in one form must not pass in another one. */
function passedInBothForms(actions: Actions): string[] {
  const forms = new Set(deliveriesOf(actions).flatMap(({ passed, event }) => (passed ? [event.text] : [])));
  return forms.size > 1 ? ['both forms of the event passed'] : [];
}

/** Two replicas, and a person's word about one event while it is retried, swept and delivered again. */
function scenario(name: string, parts: Omit<Scenario, 'name' | 'replicas'>): Scenario {
  return { name, replicas: 2, ...parts };
}

/** A discarded event may be gone: a person has said so. */
function mayBeGone({ ledger }: Actions): string[] {
  ledger.acknowledged.delete(a.identity);
  return [];
}

const told = new WeakMap<Actions, number>();

export const DECIDED: readonly Scenario[] = [
  scenario('correct', {
    prepare: async (actions) => void (await actions.place(a, { failure: 'permanent' })),
    async act(actions) {
      const { world, placed } = actions;
      world.target.verdict = (event) => (event.text === a.text ? 'permanent' : 'pass');
      const correcting = insist(actions, correct);
      await Promise.all([
        correcting.then((at) => at !== null && told.set(actions, at)),
        actions.sweep(0),
        actions.retry(1, placed[0]!),
        actions.send(a, [0, 1, 0]),
      ]);
      await actions.retry(1, placed[0]!);
    },
    always: (actions) => [...oldAfter(actions), ...passedInBothForms(actions)],
    fair: ({ world }) =>
      unless({
        'the corrected form passed once': world.target.deliveries.filter(({ passed }) => passed).length === 1,
        'nothing is left': world.records().length === 0,
      }),
  }),
  scenario('correct-pending', {
    prepare: async (actions) => void (await actions.place(a)),
    async act(actions) {
      const { world } = actions;
      world.target.verdict = (event) => (event.text === a.text ? 'transient' : 'pass');
      const correcting = insist(actions, correct);
      await Promise.all([
        correcting.then((at) => at !== null && told.set(actions, at)),
        actions.sweep(0),
        actions.sweep(1),
      ]);
      await actions.send(a, [1, 0]);
      await world.wait(60_000);
    },
    always: (actions) => [...oldAfter(actions), ...passedInBothForms(actions)],
    fair: ({ world }) =>
      unless({
        'the event passed': world.target.passed(a.identity),
        'nothing is left': world.records().length === 0,
      }),
  }),
  scenario('undo', {
    prepare: async (actions) => void (await actions.place(a, { failure: 'permanent' })),
    async act(actions) {
      const { world, placed } = actions;
      world.target.verdict = () => 'permanent';
      if ((await insist(actions, correct)) === null) return;
      await Promise.all([
        insist(actions, undo),
        actions.sweep(1),
        actions.retry(0, placed[0]!),
        actions.send(a, [1]),
      ]);
    },
    fair: ({ world }) =>
      unless({
        'what arrived is back': world
          .records()
          .every(({ letter }) => letter.event.text === a.text && letter.corrections === 2),
      }),
  }),
  scenario('discard', {
    settings: { retention: RETENTION },
    prepare: async (actions) => void (await actions.place(a)),
    async act(actions) {
      const { world } = actions;
      world.target.verdict = () => 'transient';
      const discarding = insist(actions, discard);
      await Promise.all([
        discarding.then((at) => at !== null && told.set(actions, at)),
        actions.sweep(0),
        actions.sweep(1),
      ]);
      await actions.send(a, [0, 1]);
      await world.wait(60_000);
      await Promise.all([actions.sweep(0), actions.sweep(1)]);
    },
    always: mayBeGone,
    fair: (actions) =>
      unless({
        'nobody delivers it once it is discarded': actions.world.target.deliveries.every(
          ({ beganAt, traceId }) => traceId === null || beganAt <= (told.get(actions) ?? 0),
        ),
      }),
  }),
  scenario('restore', {
    settings: { retention: RETENTION },
    prepare: async (actions) => void (await actions.place(a)),
    async act(actions) {
      const { world, placed } = actions;
      world.target.verdict = () => 'transient';
      if ((await insist(actions, discard)) === null) return;
      await Promise.all([insist(actions, restore), actions.sweep(0), actions.send(a, [1])]);
      world.target.verdict = () => 'pass';
      await actions.retry(0, placed[0]!);
    },
    always: mayBeGone,
    fair: ({ world }) =>
      unless({
        'it passed': world.target.passed(a.identity),
        'nothing is left': world.records().length === 0,
      }),
  }),
];
