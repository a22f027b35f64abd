import { Module } from '@nestjs/common';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { RetryController } from './retry.controller.js';
import { RetryPageService } from './retry-page.service.js';
import { RetryService } from './retry.service.js';

@Module({
  imports: [DlqModule, ProcessingModule],
  controllers: [RetryController],
  providers: [RetryService, RetryPageService],
  exports: [RetryService],
})
export class RetryModule {}
