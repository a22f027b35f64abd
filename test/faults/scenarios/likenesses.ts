import { eventOf } from '../../support/event-of.js';
import { encodeRecord } from '../../../src/dlq/dead-letter.codec.js';
import { withBeside } from '../../../src/domain/event/beside.js';
import { derivedId } from '../../../src/domain/event/contract-shape.js';
import type { CxoneEvent } from '../../../src/domain/event/event.js';
import { toJsonText } from '../../../src/domain/json/json-text.js';
import { firstFailure } from '../../../src/domain/letter/lifecycle.js';
import { legacyKeysOfTraceId } from '../../../src/domain/letter/trace-id.js';
import { simulatedEvent, type Actions } from '../actions.js';
import { unless, type Scenario } from '../scenario.js';

const PAYLOAD = '{"version":1}';
const HOUR_MS = 3_600_000;

/** A fragment that names no tenant, as it arrives with `tenant` beside it. */
const besideTenant = (tenant: string): CxoneEvent =>
  eventOf(
    withBeside(toJsonText(`{"event_id":"a","payload":${PAYLOAD}}`), [['tenant_id', toJsonText(tenant)]]),
  );

const ofType = (type: string): CxoneEvent =>
  eventOf(`{"event_id":"a","tenant_id":"t","type":"${type}","payload":${PAYLOAD}}`);

/** Each accepted event has passed, or is kept, to the letter: one that is like it does not count. */
function eachByItself({ world, ledger }: Actions): string[] {
  const kept = new Set(world.records().map(({ letter }) => letter.event.text));
  const passed = new Set(world.target.deliveries.filter((d) => d.passed).map(({ event }) => event.text));
  return ledger.accepted
    .filter(({ text }) => !kept.has(text) && !passed.has(text))
    .map(({ text }) => `${text} was acknowledged, and only another event like it is there`);
}

/** Two events that are alike but for one thing, and each is delivered again. */
function alike(
  name: string,
  events: readonly [CxoneEvent, CxoneEvent],
  verdict: 'pass' | 'transient',
): Scenario {
  // What has passed is known to its replica alone.
  const others = verdict === 'pass' ? [0, 0] : [1, 0];
  return {
    name,
    replicas: 2,
    async act(actions) {
      const [first, second] = events;
      actions.world.target.verdict = () => verdict;
      await actions.send(first, [0, ...others]);
      await actions.send(second, [0, ...others]);
      await Promise.all([actions.send(second, others), actions.send(first, others)]);
    },
    always: eachByItself,
    fair: ({ world }) =>
      unless({
        'each is delivered': new Set(world.target.deliveries.map(({ event }) => event.text)).size === 2,
      }),
  };
}

const PAYLOAD_OF_SPAM = toJsonText('{"buy":"this"}');
const SPAM = eventOf(`{"event_id":${derivedId(PAYLOAD_OF_SPAM)},"payload":${PAYLOAD_OF_SPAM}}`);

/** What nothing recognised is retried by hand and by schedule, to a target that takes whatever comes. */
export const unrecognised: Scenario = {
  name: 'unrecognised-retried',
  replicas: 2,
  prepare: async (actions) =>
    void (await actions.place(SPAM, {
      failure: 'permanent',
      change: (letter) => ({
        ...letter,
        error: 'not an event',
        errorCode: 'unrecognised_event',
        attempts: letter.attempts.map((attempt) => ({ ...attempt, errorCode: 'unrecognised_event' })),
      }),
    })),
  async act(actions) {
    const traceId = actions.placed[0]!;
    await Promise.all([actions.retry(0, traceId), actions.page(1, 5)]);
    await Promise.all([actions.sweep(0), actions.retry(1, traceId)]);
    await actions.retry(0, traceId);
  },
  always: ({ world }) =>
    unless({
      'nobody is sent what is no event': world.target.deliveries.length === 0,
      'it is kept': world.records().length === 1,
    }),
  fair: ({ world }) => unless({ 'it is tried': (world.records()[0]?.letter.retryCount ?? 0) > 0 }),
};

/** Two objects of one legacy trace id, one of them in the hour of another zone. */
const legacyTwice: Scenario = {
  name: 'legacy-twice',
  replicas: 2,
  async prepare({ world, ledger, placed }) {
    const event = simulatedEvent('a');
    const now = world.scheduler.now - HOUR_MS;
    const letter = firstFailure(
      event,
      { code: 'upstream_error', reason: 'HTTP 503', retryable: true },
      { startedAt: now, processor: 'Target', by: 'before', received: null },
      { now, random: 0, policy: world.config.retry },
    );
    const traceId = `DLQ-${now}000000`;
    const { bytes } = encodeRecord({ ...letter, traceId }, 'before');
    for (const key of legacyKeysOfTraceId(traceId).slice(0, 2)) {
      const put = { condition: 'none', contentType: 'application/json', metadata: {} } as const;
      await world.bucket.objects.put(key, bytes, put);
    }
    placed.push(traceId);
    ledger.acknowledged.set(event.identity, { eventId: 'a', kind: 'dead_lettered' });
  },
  async act(actions) {
    await Promise.all([actions.sweep(0), actions.sweep(1)]);
    await actions.sweep(0);
  },
  fair: ({ world }) =>
    unless({
      'it is delivered once': world.target.deliveries.length === 1,
      'nothing is left': world.records().length === 0,
    }),
};

export const LIKENESSES: readonly Scenario[] = [
  alike('alike-but-for-the-type', [ofType('created'), ofType('closed')], 'transient'),
  alike('alike-but-for-the-tenant', [besideTenant('"t1"'), besideTenant('"t2"')], 'transient'),
  alike('alike-and-passing', [ofType('created'), ofType('closed')], 'pass'),
  unrecognised,
  legacyTwice,
];
