import { Module } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { Facts } from '../../runtime/facts.js';
import { FileWatch } from '../../runtime/file-watch.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { TRACER, type Tracer } from '../../runtime/tracer.js';
import { RoutesLifecycle } from './routes-lifecycle.js';
import { TargetRoutes } from './target-routes.js';
import { openTargetRoutes } from './open-target-routes.js';
import { RoutesController } from './routes.controller.js';

const ROUTES_WATCH = Symbol('ROUTES_WATCH');

/** Where events are sent to. Processing asks TargetRoutes. */
@Module({
  imports: [AuditModule],
  controllers: [RoutesController],
  providers: [
    RoutesLifecycle,
    {
      provide: ROUTES_WATCH,
      inject: [RoutesLifecycle, CLOCK, LOG],
      useFactory: (routes: RoutesLifecycle, clock: Clock, log: Log) => new FileWatch(routes, clock, log),
    },
    {
      provide: TargetRoutes,
      inject: [CONFIG, CLOCK, Facts, TRACER],
      useFactory: ({ targets, proxies }: Config, clock: Clock, facts: Facts, tracer: Tracer) =>
        openTargetRoutes(targets, clock, facts, proxies, tracer),
    },
  ],
  exports: [TargetRoutes],
})
export class TargetsModule {}
