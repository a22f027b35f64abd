import { DiscoveryService } from '@nestjs/core';
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
 * Processes an event. Returning means success. PermanentError and TransientError (domain/letter/failure.ts) say why the
 * event failed; any other error counts as transient.
 */
export interface EventProcessor {
  process(event: CxoneEvent, context: ProcessingContext): Promise<void>;
}

export interface ProcessorOptions {
  /** The schema versions it takes. */
  versions: readonly string[];
}

/** Marks a provider as the processor of some schema versions. It must be listed in a module; nothing else is needed. */
export const Processor = DiscoveryService.createDecorator<ProcessorOptions>();
