import { Module } from '@nestjs/common';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { SchemasModule } from '../processing/schemas/schemas.module.js';
import { RetryModule } from '../retry/retry.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

@Module({
  imports: [DlqModule, ProcessingModule, RetryModule, SchemasModule],
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class HealthModule {}
