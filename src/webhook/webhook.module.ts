import { Module } from '@nestjs/common';
import { DlqModule } from '../dlq/dlq.module.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { AttemptModule } from '../retry/attempt/attempt.module.js';
import { DeliveryService } from './delivery.service.js';
import { FirstAttempts } from './first-attempts.js';
import { IngestService } from './ingest.service.js';
import { RecordWriter } from './record-writer.js';
import { StoreFirstService } from './store-first.service.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [DlqModule, LedgerModule, ProcessingModule, AttemptModule],
  controllers: [WebhookController],
  providers: [IngestService, FirstAttempts, RecordWriter, StoreFirstService, DeliveryService],
})
export class WebhookModule {}
