import type { FactName, FactTypes } from './fact-types.js';
import { describeError, type Log } from './logger.js';

export type { FactName, FactTypes } from './fact-types.js';

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
        this.log.error('listener_failed', { fact: name, ...describeError(error) });
      }
    }
  }
}
