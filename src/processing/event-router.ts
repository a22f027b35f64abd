import { Injectable } from '@nestjs/common';
import type { CxoneEvent } from '../domain/event/event.js';
import { TargetRoutes } from './targets/target-routes.js';
import type { EventProcessor } from './processor.js';
import type { Destination } from './destination.js';
import { ProcessorRegistry } from './processor.registry.js';
import { SchemaService } from './schemas/schema.service.js';

/** For an event without a processor or a target: the check by its schema is the whole processing. */
const NOTHING_TO_DO: EventProcessor = { process: async () => {} };

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

  /**
   * The class for the version that the destination gets; else the target of its route; else its schema alone;
   * `undefined`: the version is unknown.
   *
   * @param event in its final shape: an upcaster may change what routes look at
   */
  find(event: CxoneEvent): Destination | undefined {
    const version = this.schemas.finalVersion(event.schemaVersion);
    const destination = this.processors.find(version);
    if (destination !== undefined) return destination;
    if (!this.schemas.knows(event.schemaVersion)) return undefined;
    return this.routes.find(event) ?? { name: `schema:${version}`, processor: NOTHING_TO_DO };
  }

  /**
   * The same for an event that is not up to date. `undefined` also where it cannot be brought up to date; the attempt
   * then fails with the reason. Never throws.
   */
  async destinationOf(event: CxoneEvent): Promise<Destination | undefined> {
    try {
      if (!this.routes.looksIntoEvents || !this.schemas.knows(event.schemaVersion)) return this.find(event);
      return this.find(await this.schemas.upToDate(event, new AbortController().signal));
    } catch {
      return undefined;
    }
  }

  /**
   * Brings the event up to date and checks it. The events of a version that only a processor knows are not checked.
   *
   * @throws what SchemaService.prepare throws.
   */
  async prepare(event: CxoneEvent, signal: AbortSignal): Promise<CxoneEvent> {
    return this.schemas.knows(event.schemaVersion) ? this.schemas.prepare(event, { signal }) : event;
  }

  /** The age at which events of this version are stale, milliseconds; `null`: the registry file sets none. */
  staleAfterMs(event: CxoneEvent): number | null {
    return this.schemas.staleAfterMs(event.schemaVersion);
  }
}
