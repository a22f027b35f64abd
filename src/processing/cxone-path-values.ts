import type { CxoneEvent } from '../domain/event.js';
import { memberOf, type JsonText } from '../domain/json-text.js';
import type { PathValues } from '../domain/path-template.js';

/** What an event puts into the templates of CXone's paths. Numbers keep the digits they came with. */
export function pathValuesOf(event: CxoneEvent): PathValues {
  const { eventId, tenantId, payload } = event;
  const interactionId = payload === null ? undefined : memberOf(payload, 'interaction_id');
  return { event_id: eventId, tenant_id: tenantId, interaction_id: idOf(interactionId) };
}

/** `null` for what is neither a string nor a number. */
function idOf(value: JsonText | undefined): string | null {
  if (value?.[0] === '"') return JSON.parse(value) as string;
  return value !== undefined && /^[-0-9]/.test(value) ? value : null;
}
