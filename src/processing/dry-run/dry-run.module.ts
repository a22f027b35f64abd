import { Module } from '@nestjs/common';
import { DlqModule } from '../../dlq/dlq.module.js';
import { SchemasModule } from '../schemas/schemas.module.js';
import { DryRunController } from './dry-run.controller.js';
import { DryRunService } from './dry-run.service.js';
import { SampleDryRunService } from './sample-dry-run.service.js';
import { NO_TARGET, TARGET_NAME } from './target-name.js';

@Module({
  imports: [DlqModule, SchemasModule],
  controllers: [DryRunController],
  providers: [DryRunService, SampleDryRunService, { provide: TARGET_NAME, useValue: NO_TARGET }],
  exports: [DryRunService],
})
export class DryRunModule {}
