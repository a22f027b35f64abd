import type { CxoneEvent } from '../../domain/event/event.js';
import { memberOf, type JsonText } from '../../domain/json/json-text.js';

/** A source of an event's schema version: a path of names in the event, or a header of its request. */
export type VersionSource = { field: readonly string[] } | { header: string };

/** How the registry file finds a version: the first source that has one counts. */
export interface VersionRule {
  sources: readonly VersionSource[];
  /** The version of an event that names none; `null`: DEFAULT_SCHEMA_VERSION. */
  default: string | null;
}

/**
 * The version that an event names.
 *
 * @param event with the version that `schema_version` names, or DEFAULT_SCHEMA_VERSION
 * @param headers of its request, names in lower case
 */
export function versionOf(
  rule: VersionRule,
  event: CxoneEvent,
  headers: Readonly<Record<string, string | string[] | undefined>>,
): string {
  for (const source of rule.sources) {
    const version = 'field' in source ? textAt(event.text, source.field) : headerOf(headers[source.header]);
    if (version) return version;
  }
  const named = memberOf(event.text, 'schema_version') !== undefined;
  return named || rule.default === null ? event.schemaVersion : rule.default;
}

/** The first one, where the header came several times. */
function headerOf(value: string | string[] | undefined): string | undefined {
  return (Array.isArray(value) ? value[0] : value)?.trim();
}

/** The string or number that a path leads to, as text. */
function textAt(text: JsonText, path: readonly string[]): string | null {
  let value: JsonText | undefined = text;
  for (const name of path) {
    if (value === undefined) return null;
    value = memberOf(value, name);
  }
  if (value === undefined || /^[[{tfn]/.test(value)) return null;
  return value.startsWith('"') ? (JSON.parse(value) as string) : value;
}
