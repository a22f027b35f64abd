import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import type { CallBudget } from './confirmed-calls.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { EventListingService } from './event-listing.service.js';
import { EventsController } from './events.controller.js';
import { OBJECT_STORE, type ObjectStore } from './object-store.port.js';
import { openObjectStore } from './open-object-store.js';
import { versioningNotice } from './versioning-notice.js';

/** Between a failed call to the store and the next try. */
const PAUSE_MS = 100;

function budget(config: Config): CallBudget {
  return { totalMs: config.store.callTimeoutMs, pauseMs: PAUSE_MS };
}

@Module({
  controllers: [EventsController],
  providers: [
    EventListingService,
    {
      provide: OBJECT_STORE,
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock) => openObjectStore(config.store, clock),
    },
    {
      provide: DeadLetterStore,
      inject: [OBJECT_STORE, CLOCK, CONFIG, NEW_ID, LOG],
      useFactory: (objects: ObjectStore, clock: Clock, config: Config, newId: NewId, log: Log) =>
        new DeadLetterStore(objects, clock, budget(config), newId, versioningNotice(objects.kind, log)),
    },
    {
      provide: DeadLetterListing,
      inject: [OBJECT_STORE, CLOCK, CONFIG],
      useFactory: (objects: ObjectStore, clock: Clock, config: Config) =>
        new DeadLetterListing(objects, clock, budget(config)),
    },
  ],
  exports: [OBJECT_STORE, DeadLetterStore, DeadLetterListing],
})
export class DlqModule implements OnApplicationShutdown {
  constructor(@Inject(OBJECT_STORE) private readonly objects: ObjectStore) {}

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.objects.close();
  }
}
