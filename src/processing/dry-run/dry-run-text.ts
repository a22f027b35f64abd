import type { CxoneEvent } from '../../domain/event/event.js';
import { jsonString, objectOf, type JsonText } from '../../domain/json/json-text.js';
import type { SchemaService } from '../schemas/schema.service.js';
import type { DryRun } from './dry-run.service.js';
import { jsonDiff } from './json-diff.js';

/** The answer to a dry run, put together as text, so that the event in it keeps every digit. */
export function dryRunText(
  original: CxoneEvent,
  { failure, prepared, target }: DryRun,
  schemas: Pick<SchemaService, 'finalVersion'>,
): JsonText {
  const text = (value: string | null) => (value === null ? ('null' as JsonText) : jsonString(value));
  return objectOf([
    ['would', jsonString(failure === null ? 'pass' : 'fail')],
    ['error_code', text(failure?.code ?? null)],
    ['error', text(failure?.reason ?? null)],
    ['schema_version', jsonString(original.schemaVersion)],
    ['final_version', jsonString(schemas.finalVersion(original.schemaVersion))],
    ['target', text(target)],
    ['event', prepared.text],
    ['diff', jsonDiff(original.text, prepared.text)],
  ]);
}
