import { Module } from '@nestjs/common';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { DlqModule } from '../../dlq/dlq.module.js';
import { ProcessingModule } from '../processing.module.js';
import { DryRunController } from './dry-run.controller.js';
import { DryRunService } from './dry-run.service.js';
import { SampleDryRunService } from './sample-dry-run.service.js';

@Module({
  imports: [DlqModule, CatalogModule, ProcessingModule],
  controllers: [DryRunController],
  providers: [DryRunService, SampleDryRunService],
  exports: [DryRunService, SampleDryRunService],
})
export class DryRunModule {}
