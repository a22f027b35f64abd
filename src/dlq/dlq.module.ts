import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import { callBudget } from '../store/call-budget.js';
import { OBJECT_STORE, type ObjectStore } from '../store/object-store.port.js';
import { StoreProof } from '../store/proof/store-proof.js';
import { StoreModule } from '../store/store.module.js';
import { noticeVersioning } from '../store/versioning-notice.js';
import { AcceptController } from './accept.controller.js';
import { AcceptService } from './accept.service.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { longestDelayMs } from './longest-delay.js';

@Module({
  imports: [StoreModule],
  controllers: [AcceptController],
  providers: [
    AcceptService,
    {
      provide: DeadLetterStore,
      inject: [OBJECT_STORE, StoreProof, CLOCK, CONFIG, NEW_ID, LOG, Facts],
      useFactory: (
        objects: ObjectStore,
        proof: StoreProof,
        clock: Clock,
        config: Config,
        newId: NewId,
        log: Log,
        facts: Facts,
      ) => {
        noticeVersioning(objects.kind, facts, log);
        return new DeadLetterStore(objects, clock, callBudget(config.store), newId, {
          deletesAtomically: () => proof.deletesAtomically,
          longestDelayMs: longestDelayMs(config),
          facts,
        });
      },
    },
  ],
  exports: [DeadLetterStore],
})
export class DlqModule {}
