import { Module } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { FileWatch } from '../../runtime/file-watch.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { DeliveryLifecycle } from './delivery-lifecycle.js';
import { DeliveryRoutes } from './delivery-routes.js';
import { openDelivery } from './open-delivery.js';
import { RoutesController } from './routes.controller.js';

const ROUTES_WATCH = Symbol('ROUTES_WATCH');

/** Where events are delivered to. Processing asks DeliveryRoutes. */
@Module({
  controllers: [RoutesController],
  providers: [
    DeliveryLifecycle,
    {
      provide: ROUTES_WATCH,
      inject: [DeliveryLifecycle, CLOCK, LOG],
      useFactory: (routes: DeliveryLifecycle, clock: Clock, log: Log) => new FileWatch(routes, clock, log),
    },
    {
      provide: DeliveryRoutes,
      inject: [CONFIG, CLOCK],
      useFactory: ({ delivery, proxies }: Config, clock: Clock) => openDelivery(delivery, clock, proxies),
    },
  ],
  exports: [DeliveryRoutes],
})
export class DeliveryModule {}
