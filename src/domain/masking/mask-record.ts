import { elementsOf, jsonString, membersOf, objectOf, type JsonText } from '../json/json-text.js';
import { readTraceparent } from '../tracing/trace-context.js';
import { maskJson, type ReplaceScalar } from './mask-json.js';
import { MASKED, type MaskPath } from './mask-path.js';
import type { Shown } from './shown-event.js';

/** Members that the service makes by itself: nothing of the event is in them. */
const OWN = new Set(
  (
    'trace_id failed_at retry_count record_version status error_code retryable fingerprint first_failed_at ' +
    'next_retry_at lease closed_at write_id written_at at trigger by claim_id duration_ms processor kind ' +
    'remote_address audit_id job_id corrections'
  ).split(' '),
);

/**
 * A stored record as it may be shown: the event by its paths, and every other member that can hold a value of it. A member
 * that this version does not know is searched too.
 *
 * @param anywhere the paths in a text of any shape
 */
export function maskRecord(text: JsonText, shown: Shown, anywhere: readonly MaskPath[]): JsonText {
  const replace: ReplaceScalar = (scalar, name, isName) => {
    if (isName || OWN.has(name)) return null;
    const plain = scalar[0] === '"' ? (JSON.parse(scalar) as string) : null;
    if (plain === null) return shown.replace(scalar, name, false);
    if (name === 'body') return changed(plain, shown.answer(plain));
    if (name === 'raw_body') return changed(plain, shown.rawBody(plain));
    return changed(plain, shown.text(plain));
  };
  const maskEdits = (edits: JsonText): JsonText => {
    const masked = elementsOf(edits).map((edit) => {
      const members = membersOf(edit).map(([name, value]) => {
        if (OWN.has(name)) return [name, value] as const;
        const shownValue = name === 'patch' ? shown.patch(value) : maskJson(value, anywhere, replace);
        return [name, shownValue] as const;
      });
      return objectOf(members);
    });
    return `[${masked.join(',')}]` as JsonText;
  };
  const maskMember = (name: string, value: JsonText): JsonText => {
    if (OWN.has(name) || isSpan(name, value)) return value;
    if (name === 'original_event') return shown.event.text;
    if (name === 'schema_version') return shown.event.schemaVersion === MASKED ? jsonString(MASKED) : value;
    if (name === 'error') return replace(value, name, false) ?? value;
    if (name === 'uncorrected_event') return shown.arrived?.text ?? value;
    if (name === 'uncorrected_schema_version') {
      return shown.arrived?.schemaVersion === MASKED ? jsonString(MASKED) : value;
    }
    if (name === 'edits' && value[0] === '[') return maskEdits(value);
    if (name === 'attempts' || name === 'received') return maskJson(value, [], replace);
    return maskJson(value, anywhere, (scalar, inner, isName) =>
      isName ? shown.replace(scalar, inner, true) : replace(scalar, inner, false),
    );
  };
  const members = membersOf(text);
  const masked = members.map(([name, value]) => [name, maskMember(name, value)] as const);
  if (masked.every(([, value], index) => value === members[index]![1])) return text;
  return objectOf(masked);
}

/** The span of its arrival, which the service writes; anything else under this name came by hand. */
function isSpan(name: string, value: JsonText): boolean {
  return name === 'traceparent' && value[0] === '"' && readTraceparent(JSON.parse(value) as string) !== null;
}

function changed(before: string, after: string): JsonText | null {
  return before === after ? null : jsonString(after);
}
