/**
 * Shapes of events from real senders, named like the fixtures under test/fixtures/events. Each function turns a made-up
 * event in the contract's shape into that shape.
 * @type {Record<string, (event: import('./shapes.d.mjs').MadeUpEvent) => unknown>}
 */
const SINGLE = {
  contract: (event) => event,
  'camel-case-contract': ({ event_id, tenant_id, timestamp, payload, schema_version }) => ({
    eventId: event_id,
    tenantId: tenant_id,
    eventTime: Date.parse(timestamp),
    schemaVersion: schema_version,
    payload: camelCase(payload),
  }),
  'interaction-created': ({ event_id, payload }) => ({
    event: 'interaction.created',
    data: { id: payload.interaction_id ?? event_id, type: payload.channel },
  }),
  'routing-conversation': ({ event_id, payload }) => ({
    event_id,
    type: 'routing.queue.conversation.created',
    payload: { conversationId: `conv_${event_id}`, queueId: payload.skill },
  }),
  'flat-camel-case': ({ timestamp, payload }) => ({
    ...camelCase(payload),
    eventType: 'AgentAssigned',
    timestamp,
  }),
  'digital-case': ({ event_id, tenant_id, timestamp, payload }) => ({
    eventId: event_id,
    eventObject: 'Case',
    eventType: 'CaseStatusChanged',
    createdAt: timestamp,
    data: {
      brand: { id: 9001, businessUnitId: 'bu_77', tenantId: tenant_id },
      case: { id: `case_${event_id}`, interactionId: payload.interaction_id, status: payload.status },
    },
  }),
  'pointer-to-s3': ({ event_id }) => ({
    eventId: event_id,
    eventType: 'RecordingReady',
    data: { s3Object: { url: `https://recordings.example/${event_id}.json` } },
  }),
  'acd-pascal-case': ({ event_id, payload }) => ({
    Type: 'AgentState',
    BusNo: '4597001',
    AgentId: String(payload.agent_id),
    SessionId: `sess_${event_id}`,
    CanMask: 'True',
  }),
  'reporting-integers': ({ payload }) => ({
    contactId: payload.contact_id,
    masterContactId: payload.contact_id,
    agentId: payload.agent_id,
    skillId: 3301,
    fromAddr: payload.from,
  }),
  'no-event-id-null': (event) => ({ ...event, event_id: null }),
  unrecognised: ({ event_id }) => ({ level: 'info', message: 'subscription verified', challenge: event_id }),
};

/** @type {Record<string, (events: unknown[]) => unknown>} */
const BATCHES = {
  'batch-array': (events) => events,
  'batch-object': (events) => ({ events }),
  'batch-with-envelope': (events) => ({ batchId: 'b_31', events }),
};

export const SHAPES = [...Object.keys(SINGLE), ...Object.keys(BATCHES)];

/** How the JSON goes into a body. */
export const ENCODINGS = ['json', 'bom', 'form', 'form-field'];

/**
 * An endless series of bodies in the named shapes, in turn. A batch takes `batch` events.
 * @param {Iterator<import('./shapes.d.mjs').MadeUpEvent>} events
 * @param {{ shapes: string[], batch: number, encoding: string }} options
 * @returns {Generator<string, never>}
 */
export function* bodiesOf(events, { shapes, batch, encoding }) {
  const next = () => events.next().value;
  for (;;) {
    for (const shape of shapes) {
      const single = SINGLE[shape];
      const content = single ? single(next()) : BATCHES[shape](Array.from({ length: batch }, next));
      yield encoded(JSON.stringify(content), encoding);
    }
  }
}

/**
 * @param {string} encoding
 * @returns {string} the Content-Type that goes with it
 */
export function contentTypeOf(encoding) {
  return encoding.startsWith('form') ? 'application/x-www-form-urlencoded' : 'application/json';
}

/**
 * @param {string} json
 * @param {string} encoding
 */
function encoded(json, encoding) {
  if (encoding === 'bom') return `\ufeff${json}`;
  if (encoding === 'form') return encodeURIComponent(json);
  return encoding === 'form-field' ? new URLSearchParams({ payload: json }).toString() : json;
}

/** @param {Record<string, unknown>} object */
function camelCase(object) {
  const spelt = (name) => name.replaceAll(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [spelt(name), value]));
}
