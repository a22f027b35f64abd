import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { ClaimService } from './claim.service.js';
import { MergeService } from './merge.service.js';
import { PurgeService } from './purge.service.js';
import { RetryController } from './retry.controller.js';
import { RetryPageService } from './retry-page.service.js';
import { RetryService } from './retry.service.js';
import { SweepSchedule } from './sweep.schedule.js';
import { SweepService } from './sweep.service.js';

@Module({
  imports: [ScheduleModule.forRoot(), DlqModule, ProcessingModule],
  controllers: [RetryController],
  providers: [
    ClaimService,
    RetryService,
    RetryPageService,
    MergeService,
    PurgeService,
    SweepService,
    SweepSchedule,
  ],
  exports: [RetryService, SweepService],
})
export class RetryModule {}
