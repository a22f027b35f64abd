import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { FieldProblem } from '../../domain/event/event.js';
import type { WatchedSet } from '../../runtime/file-watch.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { TargetRoutes, type Reloading } from './target-routes.js';

/** Loads the routes at the start and on request, and logs why they are refused. */
@Injectable()
export class RoutesLifecycle implements OnModuleInit, OnApplicationShutdown, WatchedSet {
  constructor(
    private readonly routes: TargetRoutes,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws Error that lists every problem: the service must not start with routes that lose events. */
  onModuleInit(): void {
    const result = this.reload();
    if (!result.loaded) throw new Error(`the routes have problems:\n${linesOf(result.problems)}`);
  }

  get known(): string {
    return this.routes.known;
  }

  digest(): string {
    return this.routes.digest();
  }

  /** Takes the routes as they are now. Where they have a problem, the routes in force stay. */
  reload(): Reloading {
    const result = this.routes.reload();
    if (!result.loaded) this.log.error('routes_refused', { problems: result.problems });
    return result;
  }

  onApplicationShutdown(): void {
    this.routes.close();
  }
}

function linesOf(problems: readonly FieldProblem[]): string {
  return problems.map(({ field, expected }) => `  - ${field}: expected ${expected}`).join('\n');
}
