import type { CxoneEvent } from '../../src/domain/event/event.js';
import type { Destination } from '../../src/processing/destination.js';
import type { Router } from '../../src/processing/event-router.js';
import type { EventProcessor } from '../../src/processing/processor.js';

/** Hands every event to one processor, as it is. */
export function oneTarget(name: string, processor: EventProcessor): Router {
  return routerBy(() => ({ name, processor }));
}

/** Hands events on as they are, to where `find` leads. @param generation changes whenever `find` does */
export function routerBy(find: (event: CxoneEvent) => Destination, generation = () => ''): Router {
  return {
    find,
    destinationOf: async (event) => find(event),
    wayOf: async (event) => ({ prepared: event, destination: find(event), error: null }),
    hindrance: null,
    staleAfterMs: () => null,
    get generation() {
      return generation();
    },
  };
}
