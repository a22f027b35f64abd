/** What was found out about an event. `undefined`: nobody has asked yet. */
interface EventNotes {
  type: string | null | undefined;
  interactionId: string | null | undefined;
  cause: NotedCause | undefined;
}

/** The failure whose fingerprint was asked for last. */
interface NotedCause {
  code: string;
  reason: string;
  target: string | null;
  fingerprint: string;
}

/**
 * An event that carries what was found out about it. Each step of its life asks the same, and the steps of many events
 * take turns. To keep the answers in a WeakMap costs the collector more than to find them again (ADR 33).
 */
export class Noted {
  #notes: EventNotes | undefined;

  /** `undefined` for an event that carries nothing, as a copy by spread does. */
  static notesOf(event: object): EventNotes | undefined {
    if (!(#notes in event)) return undefined;
    return (event.#notes ??= { type: undefined, interactionId: undefined, cause: undefined });
  }
}

/**
 * A pure function of an event, asked once for each event.
 *
 * @param name under which the event carries what it says
 */
export function noted<Of extends object>(
  name: 'type' | 'interactionId',
  find: (event: Of) => string | null,
): (event: Of) => string | null {
  return (event) => {
    const notes = Noted.notesOf(event);
    if (notes === undefined) return find(event);
    let found = notes[name];
    if (found === undefined) found = notes[name] = find(event);
    return found;
  };
}
