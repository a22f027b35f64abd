import { DiscoveryService } from '@nestjs/core';
import type { CxoneEvent } from '../domain/event/event.js';

/** What a processor may need to know besides the event. */
export interface ProcessingContext {
  /** Aborted when the attempt's time is over: what goes on afterwards may run beside the next attempt. */
  signal: AbortSignal;
  /** When the attempt's time is over, milliseconds by the monotonic clock (`performance.now()`). */
  deadlineAt: number;
  /** The same for every attempt at the same event: for an `Idempotency-Key`. */
  idempotencyKey: string;
  /** 0 for the first attempt, inside the webhook. */
  retryCount: number;
  /** `null` in the first attempt: there is no dead letter yet. */
  traceId: string | null;
}

/**
 * Does with an event what it came for. Returning means done; throwing PermanentError or TransientError
 * (domain/failure.ts) says why not; anything else that is thrown counts as transient.
 */
export interface EventProcessor {
  process(event: CxoneEvent, context: ProcessingContext): Promise<void>;
}

export interface ProcessorOptions {
  /** The schema versions it takes. */
  versions: readonly string[];
}

/** Marks a provider as the processor of some schema versions. Listing it in any module is all it needs. */
export const Processor = DiscoveryService.createDecorator<ProcessorOptions>();
