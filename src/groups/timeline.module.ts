import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuditStore } from '../audit/audit.store.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LoopTurns } from '../runtime/loop-turns.js';
import { TimelineController } from './timeline.controller.js';
import { TimelineService } from './timeline.service.js';

@Module({
  imports: [AuditModule, CatalogModule],
  controllers: [TimelineController],
  providers: [
    {
      provide: TimelineService,
      inject: [CatalogService, AuditStore, CLOCK],
      useFactory: ({ catalog }: CatalogService, audit: AuditStore, clock: Clock) =>
        new TimelineService(catalog, audit, clock, new LoopTurns()),
    },
  ],
})
export class TimelineModule {}
