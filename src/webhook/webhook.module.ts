import { Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { DeliveryService } from './delivery.service.js';
import { IngestService } from './ingest.service.js';
import { KnownDeadLetters } from './known-dead-letters.js';
import { StoreFirstService } from './store-first.service.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [DlqModule, CatalogModule, ProcessingModule],
  controllers: [WebhookController],
  providers: [IngestService, StoreFirstService, KnownDeadLetters, DeliveryService],
})
export class WebhookModule {}
