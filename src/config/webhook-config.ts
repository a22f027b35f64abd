import type { RecentEventsPolicy } from '../domain/event/recent-events.js';
import type { EnvReader } from './env-reader.js';

/** What becomes of JSON objects and arrays that are no event in any known shape. */
export type UnrecognisedPolicy = 'store' | 'reject';

/** `sync`: process, then answer. `store-first`: store, answer, then process. */
export type IngestMode = 'sync' | 'store-first';

export interface WebhookConfig {
  mode: IngestMode;
  /** Stored first: events processed at once, and events that may wait for their turn in memory. */
  concurrency: number;
  maxWaiting: number;
  maxBodyBytes: number;
  maxInFlight: number;
  /** Bytes of all bodies that are in memory at once. */
  maxBytesInFlight: number;
  processingTimeoutMs: number;
  /** The webhook's answer goes out within this, counted from the whole body's arrival. */
  answerTimeoutMs: number;
  defaultSchemaVersion: string;
  /** Take the contract's shape alone. */
  strictEvents: boolean;
  unrecognised: UnrecognisedPolicy;
  /** Levels of arrays and objects in one event. */
  maxDepth: number;
  /** Members of the objects in one body; one with more is kept as a whole, as unrecognised. */
  maxMembers: number;
  /** A batch of more is kept as a whole, as unrecognised. */
  batchMaxEvents: number;
  /** Events of one batch at once. */
  batchConcurrency: number;
  /** How long, and how many of, the events that passed are known when they are delivered again. */
  dedupe: RecentEventsPolicy;
}

/** How deliveries are taken in. What is wrong goes to `read.problems`. */
export function webhook(read: EnvReader): WebhookConfig {
  const config = {
    mode: read.oneOf<IngestMode>('INGEST_MODE', ['sync', 'store-first'], 'sync'),
    concurrency: read.integer('INGEST_CONCURRENCY', 64, { min: 1, max: 10_000 }),
    maxWaiting: read.integer('INGEST_MAX_WAITING', 1_000, { min: 0, max: 100_000 }),
    maxBodyBytes: read.integer('MAX_BODY_BYTES', 1_048_576, { min: 1, max: 64 * 1_048_576 }),
    maxInFlight: read.integer('INGEST_MAX_IN_FLIGHT', 512, { min: 1, max: 100_000 }),
    maxBytesInFlight: read.integer('INGEST_MAX_BYTES_IN_FLIGHT', 134_217_728, { min: 1, max: 2 ** 40 }),
    processingTimeoutMs: read.integer('WEBHOOK_PROCESSING_TIMEOUT_MS', 2_000, { min: 1, max: 2_500 }),
    answerTimeoutMs: read.integer('WEBHOOK_ANSWER_TIMEOUT_MS', 2_900, { min: 100, max: 60_000 }),
    defaultSchemaVersion: read.text('DEFAULT_SCHEMA_VERSION', 'v2.1'),
    strictEvents: read.boolean('STRICT_EVENTS', false),
    unrecognised: read.oneOf<UnrecognisedPolicy>('UNRECOGNISED_EVENTS', ['store', 'reject'], 'store'),
    maxDepth: read.integer('MAX_EVENT_DEPTH', 10_000, { min: 2, max: 1_000_000 }),
    maxMembers: read.integer('MAX_EVENT_MEMBERS', 50_000, { min: 100, max: 10_000_000 }),
    batchMaxEvents: read.integer('BATCH_MAX_EVENTS', 100, { min: 1, max: 1_000 }),
    batchConcurrency: read.integer('BATCH_CONCURRENCY', 32, { min: 1, max: 1_000 }),
    dedupe: {
      windowMs: read.integer('DEDUPE_WINDOW_MS', 600_000, { min: 0, max: 86_400_000 }),
      max: read.integer('DEDUPE_MAX', 100_000, { min: 0, max: 10_000_000 }),
    },
  };
  if (config.maxBytesInFlight < config.maxBodyBytes) {
    read.problem('INGEST_MAX_BYTES_IN_FLIGHT', 'at least MAX_BODY_BYTES, so that one event fits');
  }
  if (config.answerTimeoutMs <= config.processingTimeoutMs) {
    read.problem('WEBHOOK_ANSWER_TIMEOUT_MS', 'more than WEBHOOK_PROCESSING_TIMEOUT_MS');
  }
  return config;
}
