import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { SERVICE_VERSION } from '../runtime/service-version.js';
import { CLOCK } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeMetrics } from './compose-metrics.js';
import { processChannel } from './fleet/process-channel.js';
import { MetricsController } from './metrics.controller.js';
import { SCRAPE } from './scrape.js';

const BUILD = Symbol('BUILD');
const FLEET = Symbol('FLEET');

@Module({
  controllers: [MetricsController],
  providers: [
    { provide: BUILD, useValue: { version: SERVICE_VERSION, node: process.version } },
    { provide: FLEET, inject: [CONFIG], useFactory: ({ workers }: Config) => processChannel(workers) },
    ...provideRoom(
      composeMetrics,
      { facts: Facts, gauges: Gauges, build: BUILD, fleet: FLEET, clock: CLOCK },
      { scrape: SCRAPE },
    ),
  ],
})
export class MetricsModule {}
