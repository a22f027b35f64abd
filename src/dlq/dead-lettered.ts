import { eventTypeOf } from '../domain/event/event-type.js';
import type { DeadLetter, Status } from '../domain/letter/dead-letter.js';
import type { Shown } from '../domain/masking/shown-event.js';
import type { Masking } from '../domain/masking/masking.js';
import type { FactTypes } from '../runtime/facts.js';

type DeadLettered = FactTypes['dead_lettered'];

/**
 * The fact that a write tells where it made the event a dead letter: the record is new, or its event was stored before
 * it was processed, and has failed for the first time.
 *
 * @param masking what nobody is shown: the fact's texts are for people
 * @param before the status of the record before the write; `null`: there was none
 * @returns `null` where the write did not do that
 */
export function deadLettered(
  before: Status | null,
  letter: DeadLetter,
  masking: Masking,
): DeadLettered | null {
  const { status } = letter;
  if (before !== null && before !== 'received') return null;
  return status === 'pending' || status === 'parked' ? new NewDeadLetter(letter, status, masking) : null;
}

class NewDeadLetter implements DeadLettered {
  readonly traceId: string;
  readonly errorCode: string;
  readonly target: string | null;
  readonly fingerprint: string;
  private inPublic: Shown | undefined;

  constructor(
    private readonly letter: DeadLetter,
    readonly status: DeadLettered['status'],
    private readonly masking: Masking,
  ) {
    this.traceId = letter.traceId;
    this.errorCode = letter.errorCode;
    this.target = letter.attempts.at(-1)?.processor ?? null;
    this.fingerprint = letter.fingerprint;
  }

  get tenantId(): string | null {
    return this.shown.event.tenantId;
  }

  get error(): string {
    return this.shown.text(this.letter.error);
  }

  /** To find it takes a pass over the event's text, which may be long. */
  get eventType(): string | null {
    return eventTypeOf(this.shown.event);
  }

  /** What people are told of it is masked when somebody asks. */
  private get shown(): Shown {
    return (this.inPublic ??= this.masking.of(this.letter));
  }
}
