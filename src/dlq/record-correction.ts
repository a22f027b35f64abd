import { inPlaceOf, storedEvent } from '../domain/event/event.js';
import { jsonString, type JsonText } from '../domain/json/json-text.js';
import type { DeadLetter } from '../domain/letter/dead-letter.js';

type Correction = Pick<DeadLetter, 'event' | 'arrived' | 'corrections'>;

/** The members that a record has where somebody corrected its event. */
export function correctionTo({ event, arrived, corrections }: Correction): string[] {
  if (corrections === 0) return [];
  const number = `"corrections":${corrections}`;
  if (arrived === null) return [number];
  const text = `"uncorrected_event":${arrived.text}`;
  if (arrived.schemaVersion === event.schemaVersion) return [text, number];
  return [text, `"uncorrected_schema_version":${jsonString(arrived.schemaVersion)}`, number];
}

/**
 * The event of a record, and what it was corrected from.
 *
 * @param fields the members of the record, `original_event` among them
 * @throws Error naming the member that is not as it should be.
 */
export function correctionFrom(fields: ReadonlyMap<string, JsonText>, schemaVersion: string): Correction {
  const [text, before] = [fields.get('original_event')!, fields.get('uncorrected_event')];
  const corrections = numberIn(fields);
  const event = storedEvent(text, schemaVersion);
  if (before === undefined || before === 'null') return { event, arrived: null, corrections };
  if (before[0] !== '{') throw new Error('uncorrected_event: expected a JSON object');
  const version = fields.get('uncorrected_schema_version');
  const arrived = storedEvent(before, version?.[0] === '"' ? (JSON.parse(version) as string) : schemaVersion);
  // A repair by hand may have taken the number out.
  return { event: inPlaceOf(arrived, text, schemaVersion), arrived, corrections: Math.max(1, corrections) };
}

function numberIn(fields: ReadonlyMap<string, JsonText>): number {
  const text = fields.get('corrections');
  if (text === undefined) return 0;
  const value: unknown = JSON.parse(text);
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new Error('corrections: expected a whole number from 0');
}
