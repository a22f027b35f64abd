/** What a sender calls something: its length is the sender's choice, and a line must stay a line. */
const MAX_LENGTH = 256;

/** A text of a sender as a field of a log line, cut where it is too long. */
export function shortText(text: string | null): string | null {
  return text === null || text.length <= MAX_LENGTH ? text : `${text.slice(0, MAX_LENGTH - 1)}…`;
}
