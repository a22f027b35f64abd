import type { CxoneEvent } from '../domain/event/event.js';

/** What a processor may need to know besides the event. */
export interface ProcessingContext {
  /** Aborted when the attempt's time is over. Work that ignores it may run at the same time as the next attempt. */
  signal: AbortSignal;
  /** When the attempt's time is over, milliseconds by the monotonic clock (`performance.now()`). */
  deadlineAt: number;
  /** The same for every attempt at the same event, another one for each correction of it: for an `Idempotency-Key`. */
  idempotencyKey: string;
  /** 0 for the first attempt, inside the webhook. */
  retryCount: number;
  /** `null` in the first attempt: there is no dead letter yet. */
  traceId: string | null;
}

/**
 * Processes an event. Returning means success. PermanentError and TransientError say why the
 * event failed; any other error counts as transient.
 */
export interface EventProcessor {
  process(event: CxoneEvent, context: ProcessingContext): Promise<void>;
}

export interface ProcessorOptions {
  /** The schema versions it takes. */
  versions: readonly string[];
}

/** The symbol is the same in every copy of this package: a processor can be compiled against another copy. */
const PROCESSOR = Symbol.for('cxone-dlq.processor');

/** A class of processors. */
export type ProcessorClass = abstract new (...parameters: never[]) => EventProcessor;

/**
 * Marks a class as the processor of some schema versions. A class in `PROCESSORS_DIR` needs nothing else; in a Nest
 * application a module lists it among its providers. It is a decorator for TypeScript with and without
 * `experimentalDecorators`, and in JavaScript a function: `Processor({ versions: ['v3'] })(MyProcessor)`.
 *
 * @throws TypeError where `versions` is not a list of names
 */
export function Processor(options: ProcessorOptions): (target: ProcessorClass, context?: object) => void {
  const { versions } = options;
  if (!Array.isArray(versions) || versions.length === 0 || !versions.every(isVersion)) {
    throw new TypeError('Processor: versions: expected a list of schema versions, such as ["v2.1"]');
  }
  return (target) => {
    Object.defineProperty(target, PROCESSOR, {
      value: { versions: [...versions] } satisfies ProcessorOptions,
    });
  };
}

/** What `Processor` says of a class; `undefined`: it is not marked. What a class inherits does not count. */
export function processorOptionsOf(target: unknown): ProcessorOptions | undefined {
  if (typeof target !== 'function' || !Object.hasOwn(target, PROCESSOR)) return undefined;
  return (target as { [PROCESSOR]?: ProcessorOptions })[PROCESSOR];
}

function isVersion(version: unknown): boolean {
  return typeof version === 'string' && version !== '';
}
