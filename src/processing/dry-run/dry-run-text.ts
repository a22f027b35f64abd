import type { CxoneEvent } from '../../domain/event/event.js';
import { jsonString, objectOf, type JsonText } from '../../domain/json/json-text.js';
import type { Shown } from '../../domain/masking/shown-event.js';
import type { SchemaService } from '../schemas/schema.service.js';
import type { DryRun } from './dry-run.service.js';
import { jsonDiff } from './json-diff.js';

/**
 * The answer to a dry run, built as text, so that the event in it keeps every digit.
 *
 * @param shown what may be shown of the event, and of what was tried in its place
 */
export function dryRunText(
  original: CxoneEvent,
  { failure, prepared, target }: DryRun,
  shown: Shown,
  schemas: Pick<SchemaService, 'finalVersion'>,
): JsonText {
  const isUnchanged = prepared.text === original.text;
  // An upcaster may have put a value elsewhere.
  const event = isUnchanged ? shown.event.text : shown.derived(prepared.text);
  const text = (value: string | null) => (value === null ? ('null' as JsonText) : jsonString(value));
  return objectOf([
    ['would', jsonString(failure === null ? 'pass' : 'fail')],
    ['error_code', text(failure?.code ?? null)],
    ['error', text(failure === null ? null : shown.text(failure.reason))],
    ['schema_version', jsonString(shown.event.schemaVersion)],
    ['final_version', jsonString(schemas.finalVersion(original.schemaVersion))],
    ['target', text(target)],
    ['event', event],
    ['diff', jsonDiff(isUnchanged ? event : shown.derived(original.text), event)],
  ]);
}
