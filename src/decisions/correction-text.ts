import { shownRecord } from '../dlq/shown-record.js';
import type { UsableRecord } from '../dlq/usable-record.js';
import { memberOf, objectOf, toJsonText, type JsonText } from '../domain/json/json-text.js';
import type { Masking } from '../domain/masking/masking.js';
import { jsonDiff } from '../processing/dry-run/json-diff.js';

const NULL = 'null' as JsonText;

/** What was corrected in a record, as it may be shown. Built as text, so that every digit stays. */
export function correctionText({ bytes, letter }: UsableRecord, masking: Masking): JsonText {
  const shown = toJsonText(shownRecord(bytes, letter, masking).toString('utf8'));
  const event = memberOf(shown, 'original_event') ?? NULL;
  const uncorrected = letter.arrived === null ? NULL : (memberOf(shown, 'uncorrected_event') ?? NULL);
  return objectOf([
    ['uncorrected_event', uncorrected],
    ['event', event],
    ['patch', uncorrected === NULL ? NULL : jsonDiff(uncorrected, event)],
    ['edits', memberOf(shown, 'edits') ?? ('[]' as JsonText)],
  ]);
}
