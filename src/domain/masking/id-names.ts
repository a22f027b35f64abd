import { ALIASES, ENVELOPE } from '../event/event-aliases.js';
import { foldedName } from '../event/member-names.js';

/** Under which names an event holds its ids and what else its envelope says: normalising copies one to another. */
const ID_NAMES: ReadonlySet<string> = new Set(
  [...ENVELOPE, 'interaction_id' as const].flatMap((field) =>
    ALIASES[field].map((path: string) => foldedName(path.slice(path.lastIndexOf('.') + 1))),
  ),
);

export function isIdName(name: string): boolean {
  return ID_NAMES.has(foldedName(name));
}
