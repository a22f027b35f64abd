import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID } from '../runtime/runtime.module.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { StoreProof } from '../store/proof/store-proof.js';
import { StoreModule } from '../store/store.module.js';
import { AcceptController } from './accept.controller.js';
import { AcceptService } from './accept.service.js';
import { composeDlq } from './compose-dlq.js';
import { RevealController } from './reveal.controller.js';
import { RevealService } from './reveal.service.js';
import { DeadLetterStore } from './dead-letter.store.js';

@Module({
  imports: [StoreModule, AuditModule],
  controllers: [AcceptController, RevealController],
  providers: [
    ...provideRoom(
      composeDlq,
      {
        audit: AuditService,
        objects: OBJECT_STORE,
        proof: StoreProof,
        config: CONFIG,
        clock: CLOCK,
        newId: NEW_ID,
        log: LOG,
        facts: Facts,
      },
      { letters: DeadLetterStore, accepts: AcceptService, reveals: RevealService },
    ),
  ],
  exports: [DeadLetterStore],
})
export class DlqModule {}
