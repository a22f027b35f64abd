import type { CxoneEvent } from '../domain/event/event.js';
import { interactionIdIn } from '../domain/event/event-aliases.js';
import type { JsonText } from '../domain/json/json-text.js';
import type { PathValues } from '../domain/retry/path-template.js';

/** What an event puts into the templates of CXone's paths. Numbers keep the digits they came with. */
export function pathValuesOf(event: CxoneEvent): PathValues {
  const { eventId, tenantId, payload } = event;
  return { event_id: eventId, tenant_id: tenantId, interaction_id: idOf(interactionIdIn(payload)) };
}

/** The text of an id; `null` where there is none. */
function idOf(value: JsonText | undefined): string | null {
  if (value?.[0] === '"') return JSON.parse(value) as string;
  return value ?? null;
}
