import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { LOG, type Log } from '../runtime/logger.js';
import { TargetRoutes } from './targets/target-routes.js';
import { ProcessorRegistry } from './processor.registry.js';

/** Where sound events can go. `none`: they are answered 200, and nobody gets them. */
export interface DestinationSummary {
  kind: 'processors' | 'targets' | 'cxone' | 'none';
  /** What should be known of it; `null`: nothing. */
  detail: string | null;
}

const NONE =
  'sound events are checked, answered 200 and go nowhere: set TARGET_URL or ROUTES_FILE, or add a processor';
const NO_DEFAULT =
  'events that no route fits are checked, answered 200 and go nowhere: ROUTES_FILE has no default';

/** Knows whether anybody takes the events that are sound, and says so at the start where nobody does. */
@Injectable()
export class Destinations implements OnApplicationBootstrap {
  constructor(
    private readonly processors: ProcessorRegistry,
    private readonly routes: TargetRoutes,
    @Inject(CONFIG) private readonly config: Pick<Config, 'cxone'>,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** As the routes are now. */
  get present(): DestinationSummary {
    const { routes, fallback } = this.routes.inForce.table;
    if (fallback !== null) return { kind: 'targets', detail: null };
    if (routes.length > 0) return { kind: 'targets', detail: NO_DEFAULT };
    if (this.processors.size > 0) return { kind: 'processors', detail: null };
    const { validatePath, acknowledgePath } = this.config.cxone;
    if (validatePath !== null || acknowledgePath !== null) return { kind: 'cxone', detail: null };
    return { kind: 'none', detail: NONE };
  }

  /** Why the routes in force are not those of ROUTES_FILE; `null`: they are. */
  get trouble(): string | null {
    return this.routes.trouble;
  }

  onApplicationBootstrap(): void {
    const { kind, detail } = this.present;
    if (kind === 'none') this.log.warn('no_destination', { reason: detail });
  }
}
