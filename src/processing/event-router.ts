import { Injectable } from '@nestjs/common';
import type { CxoneEvent } from '../domain/event/event.js';
import { PermanentError } from '../domain/letter/failure.js';
import { StoreError } from '../store/store-error.js';
import { TargetRoutes } from './targets/target-routes.js';
import type { EventProcessor } from './processor.js';
import type { Destination } from './destination.js';
import { ProcessorRegistry } from './processor.registry.js';
import type { DraftSet } from './schemas/draft-sets.js';
import type { EventSchema } from './schemas/event-schema.js';
import { SchemaService } from './schemas/schema.service.js';

/** For an event without a processor or a target: the check by its schema is the whole processing. */
const NOTHING_TO_DO: EventProcessor = { process: async () => {} };

/** What an attempt or a dry run knows when it asks for the way of an event. */
export interface WayWanted {
  /** Aborted when nobody waits for the outcome any more. */
  signal: AbortSignal;
  /** The destination that was found before, with a place there. */
  reserved?: Destination | undefined;
  /** A draft that replaces the schema of the event's final version. */
  schema?: EventSchema | undefined;
  /** A draft that takes the place of the schemas in force. */
  draft?: DraftSet | undefined;
}

/** What comes before anybody outside is asked. */
export interface Way {
  /** In its final shape; where there is an error, as far as it was brought up to date. */
  prepared: CxoneEvent;
  /** `undefined`: there is none, and `error` says why; or a draft is the only schema of the version. */
  destination: Destination | undefined;
  /** Why the event cannot be sent to its destination; `null`: it can. */
  error: Error | null;
}

/** What an attempt asks the router. A simulation has a router of its own. */
export type Router = Pick<EventRouter, keyof EventRouter>;

/** Finds the destination of an event, and brings the event into the shape that the destination expects. */
@Injectable()
export class EventRouter {
  constructor(
    private readonly processors: ProcessorRegistry,
    private readonly schemas: SchemaService,
    private readonly routes: TargetRoutes,
  ) {}

  /** Changes whenever events may be routed differently. */
  get generation(): string {
    return `${this.routes.generation} ${this.schemas.digest}`;
  }

  /** Why no event can be processed now; `null`: events can be. */
  get hindrance(): string | null {
    return this.schemas.isKnown ? null : 'the schemas in force are not known yet';
  }

  /**
   * The class for the version that the destination gets; else the target of its route; else its schema alone;
   * `undefined`: the version is unknown.
   *
   * @param event in its final shape: an upcaster may change what routes look at
   * @param draft takes the place of the schemas in force
   */
  find(event: CxoneEvent, draft?: DraftSet): Destination | undefined {
    const version = this.schemas.finalVersion(event.schemaVersion, draft?.set);
    const destination = this.processors.find(version);
    if (destination !== undefined) return destination;
    if (!this.schemas.knows(event.schemaVersion, draft?.set)) return undefined;
    return this.routes.find(event) ?? { name: `schema:${version}`, processor: NOTHING_TO_DO, nowhere: true };
  }

  /**
   * The same for an event that is not up to date. `undefined` also where it cannot be brought up to date; the attempt
   * then fails with the reason.
   *
   * @throws StoreError while there is a hindrance
   */
  async destinationOf(event: CxoneEvent): Promise<Destination | undefined> {
    const { hindrance } = this;
    if (hindrance !== null) throw new StoreError(hindrance, { outcomeUnknown: false, retryable: true });
    try {
      if (!this.routes.looksIntoEvents || !this.schemas.knows(event.schemaVersion)) return this.find(event);
      return this.find(await this.schemas.upToDate(event, new AbortController().signal));
    } catch {
      return undefined;
    }
  }

  /**
   * Brings the event up to date, checks it, and finds its destination. Attempts and dry runs both ask here, so that a
   * dry run says what an attempt does. The events of a version that only a processor knows are not checked. Never
   * throws.
   */
  async wayOf(event: CxoneEvent, { signal, reserved, schema, draft }: WayWanted): Promise<Way> {
    const first = reserved ?? this.find(event, draft);
    if (first === undefined && schema === undefined) {
      return { prepared: event, destination: undefined, error: unknownVersion(event) };
    }
    if (schema === undefined && !this.schemas.knows(event.schemaVersion, draft?.set)) {
      return { prepared: event, destination: first, error: null };
    }
    const { prepared, error } = await this.schemas.inspect(event, { signal, schema, draft });
    // An upcaster may have changed what routes look at.
    const destination = reserved ?? this.find(prepared, draft) ?? (error === null ? undefined : first);
    return { prepared, destination, error };
  }

  /** The age at which events of this version are stale, milliseconds; `null`: the registry file sets none. */
  staleAfterMs(event: CxoneEvent): number | null {
    return this.schemas.staleAfterMs(event.schemaVersion);
  }
}

function unknownVersion({ schemaVersion, eventId }: CxoneEvent): PermanentError {
  return new PermanentError(
    'unknown_schema_version',
    `no schema and no processor for version "${schemaVersion}" of event ${eventId}`,
  );
}
