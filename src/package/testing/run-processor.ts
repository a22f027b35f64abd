import { loadConfig } from '../../config/config.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { keyOfTraceId } from '../../domain/letter/trace-id.js';
import type { Router } from '../../processing/event-router.js';
import { processorOptionsOf, type EventProcessor } from '../../processing/processor.js';
import { BY_SCHEDULE } from '../../retry/asked-by.js';
import { SystemClock, type Clock } from '../../runtime/clock.js';
import { MemoryObjectStore } from '../../store/memory/memory-object-store.js';
import { eventsOfBody } from '../../webhook/event-body.js';
import { openSmallService, type SmallService } from './small-service.js';

export interface RunOptions {
  /** Absent: the real time. With a `TestClock` a time-out passes when the test moves the clock. */
  clock?: Clock;
  /** Where a failed event is stored. Absent: a store of its own. */
  store?: MemoryObjectStore;
  /** Variables of docs/configuration.md, such as RETRY_MAX_ATTEMPTS. `process.env` is not read. */
  env?: Readonly<Record<string, string>>;
}

/** A dead letter as it is stored. Its times are RFC 3339. */
export interface StoredRecord {
  readonly trace_id: string;
  /** `pending`: it is retried by schedule; `parked`: it waits for a person. */
  readonly status: string;
  readonly error_code: string;
  readonly error: string;
  readonly retryable: boolean;
  readonly retry_count: number;
  readonly next_retry_at: string | null;
  readonly [field: string]: unknown;
}

/** What became of the event after one attempt. */
export interface ProcessorRun {
  outcome: 'processed' | 'failed';
  /** `null` where the event was processed. */
  record: StoredRecord | null;
  /** The next attempt at the event, whether it is due or not. @throws Error where the event was processed */
  retry(): Promise<ProcessorRun>;
}

/**
 * Runs a processor on one event as the service does: the event is read as the webhook reads it, the attempt has its time,
 * and a failure becomes a dead letter.
 *
 * @param processor an object, or a class whose constructor has no parameters; marked with `Processor`
 * @param event as CXone sends it: an object, or JSON text where digits matter
 * @throws Error where it is no event, or of a version that the processor does not take
 */
export async function runProcessor(
  processor: EventProcessor | (new () => EventProcessor),
  event: object | string,
  { clock = new SystemClock(), store = new MemoryObjectStore(clock), env = {} }: RunOptions = {},
): Promise<ProcessorRun> {
  const target = typeof processor === 'function' ? new processor() : processor;
  const config = loadConfig(env);
  const read = readEvent(event, (bytes) => eventsOfBody(bytes, config.webhook));
  const destination = { name: target.constructor.name, processor: target };
  refuseOtherVersions(target, read);
  const router: Router = {
    find: () => destination,
    destinationOf: async () => destination,
    wayOf: async (prepared) => ({ prepared, destination, error: null }),
    hindrance: null,
    generation: '',
    staleAfterMs: () => null,
  };
  const service = await openSmallService({ bare: store, router, config, clock });
  const received = { contentType: 'application/json', remoteAddress: null, headers: {} };
  const outcome = await service.ingest.ingest(read, received);
  if (outcome.kind === 'processed') return PROCESSED;
  if (!('traceId' in outcome)) throw new Error('runProcessor: the store did not take the record');
  return failedRun(service, store, outcome.traceId);
}

const PROCESSED: ProcessorRun = {
  outcome: 'processed',
  record: null,
  retry: async () => {
    throw new Error('runProcessor: the event was processed, so nothing is left to retry');
  },
};

async function failedRun(
  service: SmallService,
  store: MemoryObjectStore,
  traceId: string,
): Promise<ProcessorRun> {
  const read = await store.get(keyOfTraceId(traceId));
  if (read.outcome === 'missing') return PROCESSED;
  const record = JSON.parse(Buffer.from(read.object.bytes).toString()) as StoredRecord;
  const retry = async () => {
    await service.retries.retryByTraceId(traceId, BY_SCHEDULE, true);
    return failedRun(service, store, traceId);
  };
  return { outcome: 'failed', record, retry };
}

function readEvent(
  event: object | string,
  read: (bytes: Buffer) => ReturnType<typeof eventsOfBody>,
): CxoneEvent {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  const { events } = read(Buffer.from(text));
  const [first] = events;
  if (events.length !== 1 || first?.kind !== 'event') throw new Error('runProcessor: expected one event');
  return first.event;
}

function refuseOtherVersions(processor: EventProcessor, { schemaVersion }: CxoneEvent): void {
  const versions = processorOptionsOf(processor.constructor)?.versions;
  if (versions?.includes(schemaVersion)) return;
  const takes = versions === undefined ? 'is not marked with Processor' : `takes ${versions.join(', ')}`;
  throw new Error(
    `runProcessor: ${processor.constructor.name} ${takes}; the event has the version ${schemaVersion}`,
  );
}
