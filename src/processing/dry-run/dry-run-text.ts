import { jsonString, objectOf, type JsonText } from '../../domain/json/json-text.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { Shown } from '../../domain/masking/shown-event.js';
import type { SchemaService } from '../schemas/schema.service.js';
import type { DryRun } from './dry-run.service.js';
import { jsonDiff } from './json-diff.js';

const NULL = 'null' as JsonText;

/**
 * The answer to a dry run, built as text, so that the event in it keeps every digit.
 *
 * @param letter the record whose retry was tried
 * @param shown what may be shown of its event, and of what was tried in its place
 */
export function dryRunText(
  letter: DeadLetter,
  { failure, prepared, target, targetNotAsked }: DryRun,
  shown: Shown,
  schemas: Pick<SchemaService, 'finalVersion'>,
): JsonText {
  const { event: original } = letter;
  const isUnchanged = prepared.text === original.text;
  // An upcaster may have put a value elsewhere.
  const event = isUnchanged ? shown.event.text : shown.derived(prepared.text);
  const text = (value: string | null) => (value === null ? NULL : jsonString(value));
  return objectOf([
    ['would', jsonString(failure === null ? 'pass' : 'fail')],
    ['error_code', text(failure?.code ?? null)],
    ['error', text(failure === null ? null : shown.text(failure.reason))],
    ['schema_version', jsonString(shown.event.schemaVersion)],
    ['final_version', jsonString(schemas.finalVersion(original.schemaVersion))],
    ['target', text(target)],
    ['target_not_asked', String(targetNotAsked) as JsonText],
    ['last_answer', lastAnswer(letter, shown)],
    ['event', event],
    ['diff', jsonDiff(isUnchanged ? event : shown.derived(original.text), event)],
  ]);
}

/** What a target answered in the latest attempt that got an answer. */
function lastAnswer({ attempts }: DeadLetter, shown: Shown): JsonText {
  const answered = attempts.findLast(({ response }) => response != null);
  if (answered?.response == null) return NULL;
  const { status, body } = answered.response;
  return objectOf([
    ['at', jsonString(new Date(answered.at).toISOString())],
    ['target', answered.processor === null ? NULL : jsonString(answered.processor)],
    ['status', String(status) as JsonText],
    ['body', jsonString(shown.answer(body))],
  ]);
}
