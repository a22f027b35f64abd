import type { DeadLetter } from '../domain/letter/dead-letter.js';
import type { Failure } from '../domain/letter/failure.js';
import type { Sight } from '../domain/letter/sight.js';
import { describeError, type Log } from './logger.js';

/** What the service tells of itself, by the name of the fact. Durations are in milliseconds. */
export interface FactTypes {
  /** This process wrote or removed a record, and the store has confirmed it. */
  record_changed:
    | {
        change: 'written';
        key: string;
        etag: string;
        letter: DeadLetter;
        /** Whether the store keeps earlier versions; `undefined`: its answer did not tell. */
        versioned: boolean | undefined;
      }
    | { change: 'removed'; key: string };
  /** A record was read, and this process has not changed it meanwhile. `unreadable`: the store does not hand it out. */
  record_read:
    | { outcome: 'found'; key: string; sight: Sight }
    | { outcome: 'missing'; key: string }
    | { outcome: 'unreadable'; key: string; reason: string };
  /** A target's circuit breaker opened because of `failure`, or closed after an attempt that passed. */
  breaker_changed: { target: string; state: 'open'; failure: Failure } | { target: string; state: 'closed' };
  /** Another set of schemas is in use. `before` is `null` at the start. */
  schemas_changed: { digest: string; before: string | null; versions: readonly string[] };
  /** Other routes are in use. `retired` are the targets that are gone, or are others under their names. */
  routes_changed: { retired: readonly string[]; targets: number; routes: number };
  /** A delivery was signed as `profile` says, by the secret at this place of its list, counted from 1. */
  signature_verified: { profile: string; secret: number };
  /** A delivery was refused; `reason` is the code of the answer. */
  signature_refused: { reason: string };
}

export type FactName = keyof FactTypes;
export type Listener<N extends FactName> = (fact: FactTypes[N]) => void;

type Listeners = { [N in FactName]?: ReadonlyArray<Listener<N>> };

/**
 * Tells facts to whoever asked for them: at once, in the order in which they asked. A listener that throws is logged
 * (`listener_failed`), and neither the teller nor the other listeners notice.
 */
export class Facts {
  private readonly listeners: Listeners = {};

  constructor(private readonly log: Pick<Log, 'error'>) {}

  /**
   * Calls `listener` with each fact of this name from now on. It must be quick, since the teller waits for it, and
   * must not change the fact.
   */
  on<N extends FactName>(name: N, listener: Listener<N>): void {
    const known: Listeners[N] = this.listeners[name];
    Object.assign(this.listeners, { [name]: [...(known ?? []), listener] });
  }

  /** Tells a fact. Never throws. */
  tell<N extends FactName>(name: N, fact: FactTypes[N]): void {
    const listeners: Listeners[N] = this.listeners[name];
    for (const listener of listeners ?? []) {
      try {
        listener(fact);
      } catch (error) {
        this.log.error('listener_failed', { fact: name, error: describeError(error) });
      }
    }
  }
}
