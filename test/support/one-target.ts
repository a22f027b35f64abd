import type { EventRouter } from '../../src/processing/event-router.js';
import type { EventProcessor } from '../../src/processing/processor.js';

/** Hands every event to one processor, as it is. */
export function oneTarget(name: string, processor: EventProcessor): EventRouter {
  return {
    find: () => ({ name, processor }),
    destinationOf: async () => ({ name, processor }),
    prepare: async (event: unknown) => event,
    staleAfterMs: () => null,
  } as unknown as EventRouter;
}
