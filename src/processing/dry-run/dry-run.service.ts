import { Inject, Injectable } from '@nestjs/common';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { classify, type Failure } from '../../domain/letter/failure.js';
import { failureOfNoEvent } from '../../domain/event/unrecognised.js';
import type { EventSchema } from '../schemas/event-schema.js';
import { SchemaService } from '../schemas/schema.service.js';
import { TARGET_NAME, type TargetName } from './target-name.js';

/** What an attempt would do with an event. */
export interface DryRun {
  /** `null`: it would be sent to its destination. */
  failure: Failure | null;
  /** In its final shape; where it fails, as far as it was brought up to date. */
  prepared: CxoneEvent;
  target: string | null;
}

/** Brings events up to date and checks them. It writes nothing and calls nobody. */
@Injectable()
export class DryRunService {
  constructor(
    private readonly schemas: SchemaService,
    @Inject(TARGET_NAME) private readonly targetName: TargetName,
  ) {}

  /**
   * @param letter whose retry is tried
   * @param draft an event that replaces its own, a schema that replaces that of the final version
   * @throws the signal's reason
   */
  async run(
    letter: DeadLetter,
    signal: AbortSignal,
    { event = letter.event, schema }: { event?: CxoneEvent; schema?: EventSchema | undefined } = {},
  ): Promise<DryRun> {
    const noEvent = failureOfNoEvent(letter, event);
    if (noEvent !== null) return { failure: noEvent, prepared: event, target: null };
    const target = this.targetName(event);
    // Without a schema, only the processor itself can judge the event.
    if (schema === undefined && !this.schemas.knows(event.schemaVersion) && target !== null) {
      return { failure: null, prepared: event, target };
    }
    const { prepared, error } = await this.schemas.inspect(event, { signal, schema });
    if (error === null) return { failure: null, prepared, target: this.targetName(prepared) };
    signal.throwIfAborted();
    return { failure: classify(error), prepared, target: this.targetName(prepared) };
  }
}
