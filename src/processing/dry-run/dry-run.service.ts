import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { CxoneEvent } from '../../domain/event/event.js';
import { classify, type Failure } from '../../domain/letter/failure.js';
import { failureOfNoEvent } from '../../domain/event/unrecognised.js';
import { EventRouter } from '../event-router.js';
import type { Destination } from '../destination.js';
import type { DraftSet } from '../schemas/draft-sets.js';
import type { EventSchema } from '../schemas/event-schema.js';

/** What a retry would do with an event. */
export interface DryRun {
  /** `null`: it would be sent to its destination. */
  failure: Failure | null;
  /** In its final shape; where it fails, as far as it was brought up to date. */
  prepared: CxoneEvent;
  /** The name of its destination; `null`: it has none. */
  target: string | null;
  /** The retry would send the event to somebody. The dry run did not, so nobody knows the answer. */
  targetNotAsked: boolean;
}

/** What is tried in the place of what is there. */
export interface Tried {
  /** Absent: the record's own. */
  event?: CxoneEvent;
  /** In the place of the schema of the final version. */
  schema?: EventSchema | undefined;
  /** In the place of the schemas in force. */
  draft?: DraftSet | undefined;
}

/** Does what a retry does, as far as nobody outside is asked. It writes nothing and calls nobody. */
@Injectable()
export class DryRunService {
  constructor(
    @Inject(EventRouter) private readonly router: Pick<EventRouter, 'wayOf'>,
    @Inject(CONFIG) private readonly config: Pick<Config, 'cxone'>,
  ) {}

  /**
   * @param letter whose retry is tried
   * @throws the signal's reason
   */
  async run(
    letter: DeadLetter,
    signal: AbortSignal,
    { event = letter.event, schema, draft }: Tried = {},
  ): Promise<DryRun> {
    const noEvent = failureOfNoEvent(letter, event);
    if (noEvent !== null) return { failure: noEvent, prepared: event, target: null, targetNotAsked: false };
    const { prepared, destination, error } = await this.router.wayOf(event, { signal, schema, draft });
    if (error !== null) signal.throwIfAborted();
    const failure = error === null ? null : classify(error);
    const targetNotAsked = failure === null && this.asksSomebody(destination);
    return { failure, prepared, target: destination?.name ?? null, targetNotAsked };
  }

  /** CXone is asked before every destination, where it validates events. */
  private asksSomebody(destination: Destination | undefined): boolean {
    if (this.config.cxone.validatePath !== null) return true;
    return destination !== undefined && destination.nowhere !== true;
  }
}
