/** Control characters, among them those that begin a terminal's commands, and marks that change the direction of text. */
const UNSAFE = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes text of events safe to show on a terminal: whoever sends an event must not be able to move the cursor or to change
 * what a person reads.
 */
export function plain(text: string): string {
  return text.replace(UNSAFE, (unsafe) =>
    unsafe === '\n' || unsafe === '\t' ? ' ' : `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
