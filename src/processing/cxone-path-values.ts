import type { CxoneEvent } from '../domain/event/event.js';
import { interactionIdOf } from '../domain/event/interaction-id.js';
import type { PathValues } from '../domain/retry/path-template.js';

/** What an event puts into the templates of CXone's paths. Numbers keep the digits they came with. */
export function pathValuesOf(event: CxoneEvent): PathValues {
  const { eventId, tenantId } = event;
  return { event_id: eventId, tenant_id: tenantId, interaction_id: interactionIdOf(event) };
}
