import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { SchemasModule } from '../processing/schemas/schemas.module.js';
import { RetryModule } from '../retry/retry.module.js';
import { StoreModule } from '../store/store.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

@Module({
  imports: [StoreModule, CatalogModule, ProcessingModule, RetryModule, SchemasModule],
  controllers: [HealthController],
  providers: [ReadinessService],
})
export class HealthModule {}
