import { sameNumber } from '../json/json-number.js';
import { elementsOf, type JsonText, membersOf, plainString } from '../json/json-text.js';

/**
 * Whether two JSON texts say the same, as the operation `test` has it (RFC 6902, section 4.6): members in any order, the
 * last one of a repeated name, numbers by their value and with every digit.
 *
 * @param b is not nested so deeply that it overflows the stack
 */
export function sameJson(a: JsonText, b: JsonText): boolean {
  const kind = kindOf(a);
  if (kind !== kindOf(b)) return false;
  switch (kind) {
    case '"':
      return plainString(a) === plainString(b);
    case '0':
      return sameNumber(a, b);
    case '{':
      return sameMembers(new Map(membersOf(a)), new Map(membersOf(b)));
    case '[':
      return sameElements(elementsOf(a), elementsOf(b));
    default:
      return a === b;
  }
}

function kindOf(text: JsonText): string {
  const char = text.charAt(0);
  return char === '-' || (char >= '0' && char <= '9') ? '0' : char;
}

function sameMembers(a: ReadonlyMap<string, JsonText>, b: ReadonlyMap<string, JsonText>): boolean {
  if (a.size !== b.size) return false;
  for (const [name, value] of a) {
    const other = b.get(name);
    if (other === undefined || !sameJson(value, other)) return false;
  }
  return true;
}

function sameElements(a: readonly JsonText[], b: readonly JsonText[]): boolean {
  return a.length === b.length && a.every((value, index) => sameJson(value, b[index]!));
}
