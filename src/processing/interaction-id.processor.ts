import { Injectable } from '@nestjs/common';
import type { CxoneEvent } from '../domain/event.js';
import { namesInteraction } from '../domain/event-aliases.js';
import { PermanentError } from '../domain/failure.js';
import { Processor, type EventProcessor } from './processor.js';

/** The contract's default rule: an event belongs to an interaction, and says to which. */
@Injectable()
@Processor({ versions: ['v2.1'], fallback: true })
export class InteractionIdProcessor implements EventProcessor {
  async process(event: CxoneEvent): Promise<void> {
    if (!namesInteraction(event.payload)) {
      throw new PermanentError(
        'validation_failed',
        `missing required field: interaction_id in event ${event.eventId}`,
      );
    }
  }
}
