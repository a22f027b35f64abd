import { ALIASES, AMBIGUOUS, ENVELOPE } from './event-aliases.js';
import { membersOf, objectOf, type JsonMember, type JsonText } from '../json/json-text.js';
import { foldedName, isEventTime } from './member-names.js';

/** The member of an event that keeps fields beside the event whose values contradict its own. */
const CONTRADICTING = 'envelope';

/** Which field of the contract each folded name is; names that mean something else as often are none. */
const FIELDS = new Map(
  ENVELOPE.flatMap((field) =>
    ALIASES[field]
      .filter((alias) => !AMBIGUOUS.has(alias))
      .map((alias): [string, string] => [foldedName(alias), field]),
  ),
);

/**
 * The event `text` with what a form or a batch holds beside it as members of its own. The event's own members count:
 * what says the same field otherwise goes into an object `envelope`, so that nothing is lost and no name stands twice.
 * A time beside an event that has one of its own says nothing of the event.
 */
export function withBeside(text: JsonText, beside: readonly JsonMember[]): JsonText {
  if (beside.length === 0) return text;
  const own = membersOf(text);
  const values = new Map(own);
  const fields = new Set(own.map(([name]) => fieldOf(name)));
  const added = beside.filter(([name]) => !values.has(name) && !fields.has(fieldOf(name)));
  const contradicting = beside.filter((member) => {
    const [name, value] = member;
    return !added.includes(member) && values.get(name) !== value && !isEventTime(name);
  });
  if (contradicting.length > 0) {
    const names = new Set([...own, ...added].map(([name]) => name));
    let name = CONTRADICTING;
    while (names.has(name)) name = `_${name}`;
    added.push([name, objectOf(contradicting)]);
  }
  if (added.length === 0) return text;
  if (text === '{}') return objectOf(added);
  return `${text.slice(0, -1)},${objectOf(added).slice(1)}` as JsonText;
}

function fieldOf(name: string): string {
  return FIELDS.get(foldedName(name)) ?? name;
}
