import type { EventRouter } from '../../src/processing/event-router.js';
import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { EventProcessor } from '../../src/processing/processor.js';
import type { Destination } from '../../src/processing/destination.js';

/** Hands every event to one processor, as it is. */
export function oneTarget(name: string, processor: EventProcessor): EventRouter {
  return routerBy(() => ({ name, processor }));
}

/** Hands events on as they are, to where `find` leads. */
export function routerBy(find: (event: CxoneEvent) => Destination): EventRouter {
  return {
    find,
    destinationOf: async (event: CxoneEvent) => find(event),
    prepare: async (event: unknown) => event,
    staleAfterMs: () => null,
  } as unknown as EventRouter;
}
