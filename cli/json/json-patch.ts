import { exactText, isObject, type ExactJson } from './exact-json.js';

/** One operation of a JSON Patch (RFC 6902), of those that a difference needs. */
export type Operation =
  { op: 'add' | 'replace'; path: string; value: ExactJson } | { op: 'remove'; path: string };

/**
 * Says how `after` differs from `before`, in the smallest places, so that nothing is sent that a person did not change. Numbers
 * are the same where their digits are.
 */
export function patchBetween(before: ExactJson, after: ExactJson, path = ''): Operation[] {
  if (isObject(before) && isObject(after)) {
    const removed = Object.keys(before)
      .filter((name) => !Object.hasOwn(after, name))
      .map((name): Operation => ({ op: 'remove', path: `${path}/${escaped(name)}` }));
    const others = Object.entries(after).flatMap(([name, value]): Operation[] => {
      const place = `${path}/${escaped(name)}`;
      if (!Object.hasOwn(before, name)) return [{ op: 'add', path: place, value }];
      return patchBetween(before[name], value, place);
    });
    return [...removed, ...others];
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
    return after.flatMap((value, index) => patchBetween(before[index], value, `${path}/${index}`));
  }
  return exactText(before) === exactText(after) ? [] : [{ op: 'replace', path, value: after }];
}

/** RFC 6901 */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** @returns the value at a path of a patch. @param value where the path exists */
export function valueAt(value: ExactJson, path: string): ExactJson {
  let found = value;
  for (const part of path.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    found = (found as Readonly<Record<string, ExactJson>>)[name];
  }
  return found;
}
