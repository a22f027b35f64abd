import type { RecentEventsPolicy } from '../domain/event/recent-events.js';
import type { EnvReader } from './env-reader.js';
import type { ChoiceOf } from './variables/variables.js';

/** What becomes of JSON objects and arrays that are no event in any known shape. */
export type UnrecognisedPolicy = ChoiceOf<'UNRECOGNISED_EVENTS'>;

/** `sync`: process, then answer. `store-first`: store, answer, then process. */
export type IngestMode = ChoiceOf<'INGEST_MODE'>;

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

/** The contract allows 3 s; the rest is for the way there and back. */
const ANSWER_TIMEOUT_MS = 2_900;
const STORE_FIRST_CONCURRENCY = 64;
const STORE_FIRST_MAX_WAITING = 1_000;
const MAX_EVENT_DEPTH = 10_000;
const MAX_EVENT_MEMBERS = 50_000;
const BATCH_MAX_EVENTS = 100;
const BATCH_CONCURRENCY = 32;
/** About 150 bytes each. */
const MAX_REMEMBERED = 100_000;

/** How deliveries are taken in. What is wrong goes to `read.problems`. */
export function webhook(read: EnvReader): WebhookConfig {
  const config = {
    mode: read.choice('INGEST_MODE'),
    concurrency: STORE_FIRST_CONCURRENCY,
    maxWaiting: STORE_FIRST_MAX_WAITING,
    maxBodyBytes: read.integer('MAX_BODY_BYTES'),
    maxInFlight: read.integer('INGEST_MAX_IN_FLIGHT'),
    maxBytesInFlight: read.integer('INGEST_MAX_BYTES_IN_FLIGHT'),
    processingTimeoutMs: read.integer('WEBHOOK_PROCESSING_TIMEOUT_MS'),
    answerTimeoutMs: ANSWER_TIMEOUT_MS,
    defaultSchemaVersion: read.text('DEFAULT_SCHEMA_VERSION'),
    strictEvents: read.boolean('STRICT_EVENTS'),
    unrecognised: read.choice('UNRECOGNISED_EVENTS'),
    maxDepth: MAX_EVENT_DEPTH,
    maxMembers: MAX_EVENT_MEMBERS,
    batchMaxEvents: BATCH_MAX_EVENTS,
    batchConcurrency: BATCH_CONCURRENCY,
    dedupe: {
      windowMs: read.integer('DEDUPE_WINDOW_MS'),
      max: MAX_REMEMBERED,
    },
  };
  if (config.maxBytesInFlight < config.maxBodyBytes) {
    read.problem('INGEST_MAX_BYTES_IN_FLIGHT', 'at least MAX_BODY_BYTES, so that one event fits');
  }
  return config;
}
