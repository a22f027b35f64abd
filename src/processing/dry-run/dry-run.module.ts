import { Module } from '@nestjs/common';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { DlqModule } from '../../dlq/dlq.module.js';
import { EventRouter } from '../event-router.js';
import { ProcessingModule } from '../processing.module.js';
import { DryRunController } from './dry-run.controller.js';
import { DryRunService } from './dry-run.service.js';
import { SampleDryRunService } from './sample-dry-run.service.js';
import { TARGET_NAME, type TargetName } from './target-name.js';

@Module({
  imports: [DlqModule, CatalogModule, ProcessingModule],
  controllers: [DryRunController],
  providers: [
    DryRunService,
    SampleDryRunService,
    {
      provide: TARGET_NAME,
      inject: [EventRouter],
      useFactory:
        (router: EventRouter): TargetName =>
        (event) =>
          router.find(event)?.name ?? null,
    },
  ],
  exports: [DryRunService],
})
export class DryRunModule {}
