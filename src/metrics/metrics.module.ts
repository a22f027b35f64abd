import { Module } from '@nestjs/common';
import { SERVICE_VERSION } from '../health/service-version.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeMetrics } from './compose-metrics.js';
import { MetricsController } from './metrics.controller.js';
import { SCRAPE } from './scrape.js';

const BUILD = Symbol('BUILD');

@Module({
  controllers: [MetricsController],
  providers: [
    { provide: BUILD, useValue: { version: SERVICE_VERSION, node: process.version } },
    ...provideRoom(composeMetrics, { facts: Facts, gauges: Gauges, build: BUILD }, { scrape: SCRAPE }),
  ],
})
export class MetricsModule {}
