import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import { AcceptController } from './accept.controller.js';
import { AcceptService } from './accept.service.js';
import type { CallBudget } from './confirmed-calls.js';
import { DeadLetterListing } from './dead-letter.listing.js';
import { DeadLetterStore } from './dead-letter.store.js';
import { EventListingService } from './event-listing.service.js';
import { EventsController } from './events.controller.js';
import { LimitedObjectStore } from './limit/limited-object-store.js';
import { OBJECT_STORE, type ObjectStore } from './object-store.port.js';
import { BARE_OBJECT_STORE, openObjectStore } from './open-object-store.js';
import { ProvenObjectStore } from './proof/proven-object-store.js';
import { StoreProof } from './proof/store-proof.js';
import { versioningNotice } from './versioning-notice.js';

/** Between a failed call to the store and the next try. */
const PAUSE_MS = 100;

function budget(config: Config): CallBudget {
  return { totalMs: config.store.callTimeoutMs, pauseMs: PAUSE_MS };
}

@Module({
  controllers: [EventsController, AcceptController],
  providers: [
    EventListingService,
    AcceptService,
    {
      provide: BARE_OBJECT_STORE,
      inject: [CONFIG, CLOCK],
      useFactory: (config: Config, clock: Clock) => openObjectStore(config.store, clock),
    },
    {
      provide: StoreProof,
      inject: [BARE_OBJECT_STORE, CONFIG, CLOCK, NEW_ID, LOG],
      useFactory: (bare: ObjectStore, { store }: Config, clock: Clock, newId: NewId, log: Log) =>
        new StoreProof(bare, store.singleWriter, clock, newId, log),
    },
    {
      provide: OBJECT_STORE,
      inject: [BARE_OBJECT_STORE, StoreProof, CONFIG, CLOCK],
      useFactory: (bare: ObjectStore, proof: StoreProof, config: Config, clock: Clock) =>
        new ProvenObjectStore(new LimitedObjectStore(bare, config.store, clock), proof),
    },
    {
      provide: DeadLetterStore,
      inject: [OBJECT_STORE, StoreProof, CLOCK, CONFIG, NEW_ID, LOG],
      useFactory: (
        objects: ObjectStore,
        proof: StoreProof,
        clock: Clock,
        config: Config,
        newId: NewId,
        log: Log,
      ) =>
        new DeadLetterStore(objects, clock, budget(config), newId, {
          deletesAtomically: () => proof.deletesAtomically,
          onStored: versioningNotice(objects.kind, log),
        }),
    },
    {
      provide: DeadLetterListing,
      inject: [OBJECT_STORE, CLOCK, CONFIG],
      useFactory: (objects: ObjectStore, clock: Clock, config: Config) =>
        new DeadLetterListing(objects, clock, budget(config)),
    },
  ],
  exports: [OBJECT_STORE, StoreProof, DeadLetterStore, DeadLetterListing],
})
export class DlqModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly proof: StoreProof,
  ) {}

  /** @throws StoreRefused where the store cannot keep two replicas apart. */
  async onModuleInit(): Promise<void> {
    await this.proof.start();
  }

  /** After the last request has been answered. */
  async onApplicationShutdown(): Promise<void> {
    this.proof.stop();
    await this.objects.close();
  }
}
