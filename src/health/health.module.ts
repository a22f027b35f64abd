import { Module } from '@nestjs/common';
import { SchemasModule } from '../processing/schemas/schemas.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

@Module({
  imports: [SchemasModule],
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class HealthModule {}
