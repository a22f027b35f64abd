import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import type { Health } from '../runtime/health-checks.js';
import { LOG, type Log } from '../runtime/logger.js';
import { TargetRoutes } from './targets/target-routes.js';
import { ProcessorRegistry } from './processor.registry.js';

/** Where valid events go. `none`: they are answered 200 and sent nowhere. */
export interface DestinationSummary {
  kind: 'processors' | 'targets' | 'cxone' | 'none';
  /** A remark for operators; `null`: none. */
  detail: string | null;
}

const NONE =
  'valid events are checked, answered 200 and sent nowhere: set TARGET_URL or ROUTES_FILE, or add a processor';
const NO_DEFAULT =
  'events that match no route are checked, answered 200 and sent nowhere: ROUTES_FILE has no default';

/** What is asked of the routes. */
interface RoutesInForce {
  inForce: { table: { routes: readonly unknown[]; fallback: unknown } };
  trouble: string | null;
}

/** Knows whether valid events have any destination, and logs a warning at the start if they have none. */
@Injectable()
export class Destinations implements OnApplicationBootstrap {
  constructor(
    @Inject(ProcessorRegistry) private readonly processors: Pick<ProcessorRegistry, 'size'>,
    @Inject(TargetRoutes) private readonly routes: RoutesInForce,
    @Inject(CONFIG) private readonly config: Pick<Config, 'cxone'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** By the routes in force. */
  get present(): DestinationSummary {
    const { routes, fallback } = this.routes.inForce.table;
    if (fallback !== null) return { kind: 'targets', detail: null };
    if (routes.length > 0) return { kind: 'targets', detail: NO_DEFAULT };
    if (this.processors.size > 0) return { kind: 'processors', detail: null };
    const { validatePath, acknowledgePath } = this.config.cxone;
    if (validatePath !== null || acknowledgePath !== null) return { kind: 'cxone', detail: null };
    return { kind: 'none', detail: NONE };
  }

  /** A service without a destination works, but its owner probably forgot to configure one. */
  get health(): Health {
    const { kind, detail } = this.present;
    // The routes in force are not those of ROUTES_FILE.
    const { trouble } = this.routes;
    if (trouble !== null) return { status: 'degraded', kind, detail: trouble };
    return { status: 'ok', kind, ...(detail !== null && { detail }) };
  }

  onApplicationBootstrap(): void {
    const { kind, detail } = this.present;
    if (kind === 'none') this.log.warn('no_destination', { reason: detail });
  }
}
