import type { Config } from '../config/config.js';
import { CircuitBreaker, type BreakerState } from '../domain/retry/circuit-breaker.js';
import { blamesTarget, type Failure } from '../domain/letter/failure.js';
import type { Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import type { Health } from '../runtime/health-checks.js';

const OPEN =
  'the circuit breaker is open, so scheduled retries wait, and one of them tries the target now and then: look at it';

/**
 * A circuit breaker for each destination. Every attempt reports its end to the breaker. Only the schedule asks it:
 * first attempts and retries by people pass an open breaker.
 */
export class TargetBreakers {
  private readonly breakers = new Map<string, CircuitBreaker>();

  constructor(
    private readonly config: Pick<Config, 'breaker'>,
    private readonly clock: Clock,
    private readonly facts: Facts,
  ) {
    facts.on('routes_changed', ({ retired }) => retired.forEach((target) => this.forget(target)));
  }

  /** Whether the schedule may call the target now; `null`: the target is unknown. A probe is allowed once. */
  mayCall(target: string | null): boolean {
    return target === null || (this.breakers.get(target)?.mayCall(this.clock.monotonic()) ?? true);
  }

  /** Whether nothing may be sent to the target, not even a probe. */
  isOpen(target: string | null): boolean {
    return target !== null && this.breakers.get(target)?.state(this.clock.monotonic()) === 'open';
  }

  isClosed(target: string): boolean {
    return this.stateOf(target) === 'closed';
  }

  stateOf(target: string): BreakerState {
    return this.breakers.get(target)?.state(this.clock.monotonic()) ?? 'closed';
  }

  /** Targets whose breaker is not closed. */
  get open(): string[] {
    return this.known.filter(({ open }) => open).map(({ target }) => target);
  }

  /** The targets that an attempt has ended at, and whether their breaker is not closed. */
  get known(): Array<{ target: string; open: boolean }> {
    const now = this.clock.monotonic();
    return [...this.breakers].map(([target, breaker]) => ({ target, open: breaker.state(now) !== 'closed' }));
  }

  /** Degraded while a breaker is not closed. */
  get health(): Health {
    const { open } = this;
    return open.length === 0 ? { status: 'ok' } : { status: 'degraded', detail: OPEN, open_breakers: open };
  }

  /**
   * @param failure how the attempt ended; `null`: it passed
   * @param retry whether it was a retry, which has more time than a first attempt
   */
  report(target: string, failure: Failure | null, retry: boolean): void {
    const breaker = this.breakerOf(target);
    if (failure !== null && blamesTarget(failure, retry)) {
      if (!breaker.failed(this.clock.monotonic())) return;
      this.facts.tell('breaker_changed', { target, state: 'open', failure });
    } else if (failure === null || failure.code === 'upstream_rejected') {
      // Any other failure says nothing about the target: the target may not have been called.
      if (!breaker.succeeded()) return;
      this.facts.tell('breaker_changed', { target, state: 'closed' });
    }
  }

  /** Forgets the breaker of a target that was removed or replaced by another under the same name. */
  private forget(target: string): void {
    this.breakers.delete(target);
  }

  private breakerOf(target: string): CircuitBreaker {
    const known = this.breakers.get(target) ?? new CircuitBreaker(this.config.breaker);
    this.breakers.set(target, known);
    return known;
  }
}
