import { ALIASES } from '../event/event-aliases.js';
import type { CxoneEvent } from '../event/event.js';
import type { JsonText } from '../json/json-text.js';
import type { DeadLetter } from '../letter/dead-letter.js';
import { startOf, type MaskPath } from './mask-path.js';
import { maskPatch } from './mask-patch.js';
import { maskRecord } from './mask-record.js';
import { maskPathsOf, type MaskPaths } from './mask-variants.js';
import { shownAsItIs, ShownEvent, type Shown } from './shown-event.js';

/** What of a dead letter can hold masked values. */
export type Maskable = Pick<DeadLetter, 'event' | 'received'> &
  Partial<Pick<DeadLetter, 'arrived' | 'edits'>>;

/**
 * What nobody is shown (REDACT_PATHS). Everything of an event that leaves the service, but the event's own delivery to its
 * target, goes through here.
 */
export class Masking {
  private readonly variants: MaskPaths;
  private readonly mayMaskEventId: boolean;

  constructor(private readonly paths: readonly MaskPath[]) {
    this.variants = maskPathsOf(paths);
    const start = startOf(this.variants.inEvent);
    this.mayMaskEventId = ALIASES.event_id.some((name) => {
      const { state, masked } = start.into('payload');
      // A flat event is its own payload.
      return masked || start.into(name).masked || state.into(name).masked;
    });
  }

  /** Whether anything is masked at all. Where nothing is, nothing is looked at either. */
  get active(): boolean {
    return this.paths.length > 0;
  }

  /** Tells one list of paths from another: what was made under another list must not be shown. */
  get description(): string {
    return JSON.stringify(this.paths);
  }

  /** The event's id as it may be shown. It costs nothing where no path leads to what can be one. */
  eventIdOf(event: CxoneEvent): string {
    return this.mayMaskEventId ? this.ofEvent(event).event.eventId : event.eventId;
  }

  /** What may be shown of a dead letter's event, and of texts about it. */
  of(letter: Maskable, draft?: CxoneEvent): Shown {
    const { event, received, arrived = null, edits = [] } = letter;
    if (!this.active) return shownAsItIs(event, arrived);
    return new ShownEvent(event, this.variants, { received, arrived, edits, ...(draft && { draft }) });
  }

  /** The same of an event that has no record. */
  ofEvent(event: CxoneEvent): Shown {
    return this.of({ event, received: null });
  }

  /** A patch of events that nobody knows yet. */
  patch(patch: JsonText): JsonText {
    return this.active ? maskPatch(patch, startOf(this.variants.anywhere), () => null) : patch;
  }

  /** A stored record as it may be shown. `text` is what `letter` was read from. */
  record(text: JsonText, letter: Maskable): JsonText {
    return this.active ? maskRecord(text, this.of(letter), this.variants.anywhere) : text;
  }
}

export const NO_MASKING = new Masking([]);
