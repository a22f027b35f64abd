import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { AuditService } from '../../audit/audit.service.js';
import type { Author } from '../../audit/author.js';
import { problemLine, type FieldProblem } from '../../domain/event/event.js';
import type { WatchedSet } from '../../runtime/file-watch.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { TargetRoutes, type Reloading } from './target-routes.js';

/** Loads the routes at the start and on request, and logs why they are refused. */
@Injectable()
export class RoutesLifecycle implements OnModuleInit, OnApplicationShutdown, WatchedSet {
  constructor(
    private readonly routes: TargetRoutes,
    private readonly audit: AuditService,
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

  /**
   * A person asks for a reload: where it changes anything, that is in the audit before.
   *
   * @throws AuditUnavailable: the routes in force stay
   */
  async reloadFor(author: Author): Promise<Reloading> {
    const change = this.routes.pending();
    if (change === null) return this.reload();
    const [before, after] = [{ digest: change.before }, { digest: change.digest }];
    return this.reload(await this.audit.record(author, { action: 'routes_changed', before, after }));
  }

  /** Takes the routes as they are now. Where they have a problem, the routes in force stay. */
  reload(auditId: string | null = null): Reloading {
    const result = this.routes.reload(auditId);
    if (!result.loaded) this.log.error('routes_refused', { problems: result.problems.map(problemLine) });
    return result;
  }

  onApplicationShutdown(): void {
    this.routes.close();
  }
}

function linesOf(problems: readonly FieldProblem[]): string {
  return problems.map((problem) => `  - ${problemLine(problem)}`).join('\n');
}
