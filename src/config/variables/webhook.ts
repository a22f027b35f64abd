import { DAY_MS, type Variable } from './variable.js';

const MIB = 1_048_576;

export const WEBHOOK = {
  MAX_BODY_BYTES: {
    type: 'integer',
    default: MIB,
    min: 1,
    max: 64 * MIB,
    meaning: 'Bytes of a delivery.',
    past: '413 `body_too_large`, before the body is read.',
  },
  INGEST_MODE: {
    type: 'choice',
    values: ['sync', 'store-first'],
    default: 'sync',
    meaning:
      '`sync` processes, then answers; `store-first` stores, answers, then processes, for senders that wait a second.',
  },
  INGEST_MAX_IN_FLIGHT: {
    type: 'integer',
    default: 512,
    min: 1,
    max: 100_000,
    meaning:
      'Deliveries at once, and bodies of deliveries on their way at once (half of them of one address).',
    past: 'Deliveries: 503 `overloaded` with `Retry-After`. Bodies: the slowest gives way to the new one (503); younger than 250 ms none does, and the new one is 503.',
  },
  INGEST_MAX_BYTES_IN_FLIGHT: {
    type: 'integer',
    default: 128 * MIB,
    min: 1,
    max: 2 ** 40,
    meaning: 'Bytes of all bodies in memory; in `store-first`, also characters of the events that wait.',
    past: 'Bodies on their way give way (503), then 503 `overloaded`; stored first: the sweep processes the event.',
  },
  WEBHOOK_PROCESSING_TIMEOUT_MS: {
    type: 'integer',
    default: 2_000,
    min: 1,
    max: 2_500,
    meaning: 'Time for processing inside the webhook.',
    past: 'The event is kept as `processing_timeout`; of a batch, events that were not begun are kept too.',
  },
  DEFAULT_SCHEMA_VERSION: {
    type: 'text',
    default: 'v2.1',
    meaning: 'The schema version of events that name none.',
  },
  STRICT_EVENTS: {
    type: 'boolean',
    default: false,
    meaning: "Takes the contract's shape of an event alone.",
  },
  UNRECOGNISED_EVENTS: {
    type: 'choice',
    values: ['store', 'reject'],
    default: 'store',
    meaning: 'JSON that is no event is kept (`store`) or refused with 400 (`reject`).',
  },
  DEDUPE_WINDOW_MS: {
    type: 'integer',
    default: 600_000,
    min: 0,
    max: DAY_MS,
    meaning: 'How long an event that passed is remembered; delivered again it is answered with `duplicate`.',
    past: 'A redelivery is processed again; 0: always.',
  },
} as const satisfies Record<string, Variable>;
