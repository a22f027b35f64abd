/** What a check found. Everybody may see it, so it names no record and no secret. */
export interface Health {
  status: 'ok' | 'degraded' | 'unavailable';
  /** Which one of several it is, such as `file` or `s3`. */
  kind?: string;
  /** What is wrong, and what to do. */
  detail?: string;
  /** Of the store: whether one of several conditional PUTs wins. */
  atomic_put?: boolean;
  /** Of the store: whether DELETE checks and deletes in one step. */
  atomic_delete?: boolean;
  /** Targets and processors whose circuit breaker is not closed. */
  open_breakers?: string[];
}

/** `null`: there is nothing to check. It must not throw, and must not take longer than 2 s. */
export type HealthCheck = () => Health | null | Promise<Health | null>;

/** `trouble` says what is wrong and what to do; `null`: nothing is. */
export function healthOf(trouble: string | null): Health {
  return trouble === null ? { status: 'ok' } : { status: 'degraded', detail: trouble };
}

/** The checks behind `/health/ready`. Each room adds its own, by the name that the answer has it under. */
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();

  /** @throws Error where another check has this name */
  add(name: string, check: HealthCheck): void {
    if (this.checks.has(name)) throw new Error(`two health checks have the name ${name}`);
    this.checks.set(name, check);
  }

  /** What each check finds now, in the order in which they were added. */
  async all(): Promise<Record<string, Health>> {
    const found = [...this.checks].map(async ([name, check]) => [name, await check()] as const);
    const present = (await Promise.all(found)).filter((pair): pair is [string, Health] => pair[1] !== null);
    return Object.fromEntries(present);
  }
}
