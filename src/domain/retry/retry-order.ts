import { createHash } from 'node:crypto';
import { isId, type CxoneEvent } from '../event/event.js';
import { memberOf, type JsonText } from '../json/json-text.js';

/** Which events are retried in order, such as those of one contact. Events with another value do not wait for them. */
export interface OrderPolicy {
  /** The path in the event to the value that groups the events, such as `payload`, `contact_id`. */
  path: readonly string[];
  /** Whether one that waits for a person holds back those after it. */
  parkedBlocks: boolean;
}

/** Longer ones are known by their digest. */
const MAX_KEY_LENGTH = 128;

/**
 * What an event is kept in order by: the same for the same value of the same tenant.
 *
 * @returns `null` where there is no such value, or it is neither a text nor a number: the event waits for no other
 */
export function orderKeyOf({ text, tenantId }: CxoneEvent, { path }: OrderPolicy): string | null {
  let value: JsonText | undefined = text;
  for (const name of path) value = value === undefined ? undefined : memberOf(value, name);
  if (!isId(value)) return null;
  const id = value.startsWith('"') ? (JSON.parse(value) as string) : value;
  const key = JSON.stringify([tenantId, id]);
  return key.length <= MAX_KEY_LENGTH ? key : createHash('sha256').update(key).digest('base64url');
}
