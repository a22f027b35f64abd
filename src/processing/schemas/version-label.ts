import { jsonString, memberOf, withMembers, type JsonText } from '../../domain/json/json-text.js';
import type { VersionRule } from './version-rule.js';

const LABEL = 'schema_version';

/**
 * Labels an upcast event with its new version: in `schema_version`, and in the fields that versions are read from,
 * where these name the old version. A label that the upcaster set itself stays.
 *
 * @param before the text that the upcaster was given
 */
export function labelled(
  text: JsonText,
  before: JsonText,
  { from, to }: { from: string; to: string },
  { sources }: Pick<VersionRule, 'sources'>,
): JsonText {
  const [old, now] = [memberOf(before, LABEL), memberOf(text, LABEL)];
  const untouched = now === undefined || now === 'null' || now === old || names(now, from);
  let result =
    untouched && now !== labelOf(to, old) ? withMembers(text, [[LABEL, labelOf(to, old)]]).text : text;
  for (const source of sources) {
    if ('field' in source && source.field.join() !== LABEL)
      result = relabelled(result, source.field, from, to);
  }
  return result;
}

/** The text with the value at `path` replaced, where that names the version `from`. */
function relabelled(text: JsonText, [name, ...rest]: readonly string[], from: string, to: string): JsonText {
  const value = name === undefined ? undefined : memberOf(text, name);
  if (name === undefined || value === undefined) return text;
  const next =
    rest.length > 0 ? relabelled(value, rest, from, to) : names(value, from) ? labelOf(to, value) : value;
  return next === value ? text : withMembers(text, [[name, next]]).text;
}

/** Whether a JSON string or number is this version. */
function names(value: JsonText, version: string): boolean {
  return value === jsonString(version) || value === version;
}

/** A version as JSON: a number where the old label was one and the new one is one. */
function labelOf(version: string, old: JsonText | undefined): JsonText {
  const wasNumber = old !== undefined && /^[-\d]/.test(old);
  const isNumber = /^(?:0|[1-9]\d*)(?:\.\d+)?$/.test(version);
  return wasNumber && isNumber ? (version as JsonText) : jsonString(version);
}
