import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { DlqModule } from '../dlq/dlq.module.js';
import { EventLedger } from '../ledger/event-ledger.js';
import { ProcessingModule } from '../processing/processing.module.js';
import { SchemaService } from '../processing/schemas/schema.service.js';
import { AttemptEngine } from '../retry/attempt/attempt-engine.js';
import { AttemptModule } from '../retry/attempt/attempt.module.js';
import { Leases } from '../retry/attempt/leases.js';
import { CLOCK } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { TRACER } from '../runtime/tracer.js';
import { Shutdown } from '../runtime/shutdown.js';
import { composeIngestion } from './compose-ingestion.js';
import { DeliveryService } from './delivery.service.js';
import { ReceivedEvents } from './received-events.js';
import { StoreFirstService } from './store-first.service.js';
import { WebhookController } from './webhook.controller.js';

@Module({
  imports: [DlqModule, ProcessingModule, AttemptModule],
  controllers: [WebhookController],
  providers: [
    ...provideRoom(
      composeIngestion,
      {
        letters: DeadLetterStore,
        ledger: EventLedger,
        leases: Leases,
        engine: AttemptEngine,
        schemas: SchemaService,
        shutdown: Shutdown,
        config: CONFIG,
        clock: CLOCK,
        facts: Facts,
        log: LOG,
        tracer: TRACER,
      },
      { deliveries: DeliveryService, received: ReceivedEvents, storeFirst: StoreFirstService },
    ),
  ],
})
export class WebhookModule {}
