import type { Failure } from '../../domain/letter/failure.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import type { Active, Watch } from './watch.js';

/** Targets that are left alone: each target is a subject, by the facts of its circuit breaker in this process. */
export class BreakerWatch implements Watch {
  readonly prefix = 'breaker-';
  private readonly open = new Map<string, { failure: Failure; since: number }>();
  /** When this process saw the target work again, milliseconds since the epoch. */
  private readonly closedAt = new Map<string, number>();

  constructor(
    facts: Facts,
    private readonly clock: Clock,
  ) {
    facts.on('breaker_changed', (fact) => {
      if (fact.state === 'open') this.open.set(fact.target, { failure: fact.failure, since: clock.now() });
      else this.forget(fact.target);
    });
    facts.on('routes_changed', ({ retired }) => retired.forEach((target) => this.forget(target)));
    facts.on('delivery_ended', ({ target, outcome }) => {
      if (outcome === 'ok' && !this.open.has(target)) this.closedAt.set(target, clock.now());
    });
  }

  *active(): Iterable<Active> {
    for (const [target, { failure, since }] of this.open) {
      const { code, reason } = failure;
      yield {
        subject: {
          id: this.prefix + target,
          kind: 'breaker_open',
          severity: 'critical',
          title: `The target ${target} is down: ${reason}`,
          details: { target, error_code: code, error: reason },
        },
        since,
        seenAt: this.clock.now(),
        old: false,
      };
    }
  }

  /** Another process may have seen the target fail: only a delivery that passed since shows that it works. */
  isOver({ id, at }: { id: string; at: number }): boolean {
    const target = id.slice(this.prefix.length);
    return !this.open.has(target) && (this.closedAt.get(target) ?? -Infinity) > at;
  }

  private forget(target: string): void {
    this.open.delete(target);
    this.closedAt.set(target, this.clock.now());
  }
}
