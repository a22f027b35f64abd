import { jsonString, membersOf, objectOf, type JsonText } from '../json/json-text.js';
import { itemsAt } from './json-place.js';

/**
 * Applies a merge patch (RFC 7396): `null` takes a member away, an object goes into the member, any other value replaces
 * it. What the patch does not name stays to the letter.
 *
 * @param patch is not nested so deeply that it overflows the stack
 */
export function mergePatch(text: JsonText, patch: JsonText): JsonText {
  if (patch[0] !== '{') return patch;
  // As for JSON.parse, the last one of a repeated name counts.
  const changes = new Map(membersOf(patch));
  if (text[0] !== '{') return withoutNulls(changes);
  const items = [...itemsAt(text, 0)];
  const last = new Map(items.map((item) => [item.name, item]));
  const kept = items.flatMap((item) => {
    const change = changes.get(item.name!);
    const own = text.slice(item.start, item.end);
    if (change === 'null') return [];
    if (change === undefined || last.get(item.name) !== item) return [own];
    const value = text.slice(item.valueStart, item.end) as JsonText;
    return [text.slice(item.start, item.valueStart) + mergePatch(value, change)];
  });
  const added = [...changes].filter(([name, value]) => value !== 'null' && !last.has(name));
  const put = added.map(([name, value]) => `${jsonString(name)}:${mergePatch('null' as JsonText, value)}`);
  return `{${[...kept, ...put].join(',')}}` as JsonText;
}

/** What a merge patch makes where there was no object. */
function withoutNulls(changes: ReadonlyMap<string, JsonText>): JsonText {
  const members = [...changes].filter(([, value]) => value !== 'null');
  return objectOf(members.map(([name, value]) => [name, mergePatch('null' as JsonText, value)] as const));
}
