import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { HealthChecks } from '../runtime/health-checks.js';
import { LOG, type Log } from '../runtime/logger.js';
import { NEW_ID, type NewId } from '../runtime/runtime.module.js';
import { LimitedObjectStore } from './limit/limited-object-store.js';
import { OBJECT_STORE, type ObjectStore } from './object-store.port.js';
import { BARE_OBJECT_STORE, openObjectStore, STORE_LINE } from './open-object-store.js';
import { ProvenObjectStore } from './proof/proven-object-store.js';
import { StoreProof } from './proof/store-proof.js';
import { StoreHealth } from './store-health.js';
import { StoreUse, WatchedObjectStore } from './store-use.js';

@Module({
  providers: [
    StoreHealth,
    { provide: StoreUse, useFactory: () => new StoreUse() },
    {
      provide: BARE_OBJECT_STORE,
      inject: [CONFIG, CLOCK, LOG],
      useFactory: ({ store, webhook, proxies }: Config, clock: Clock, log: Log) =>
        openObjectStore(store, { maxBodyBytes: webhook.maxBodyBytes, proxies }, clock, log),
    },
    {
      provide: StoreProof,
      inject: [BARE_OBJECT_STORE, CONFIG, CLOCK, NEW_ID, LOG],
      useFactory: (bare: ObjectStore, { store }: Config, clock: Clock, newId: NewId, log: Log) =>
        new StoreProof(bare, store, clock, newId, log),
    },
    {
      provide: OBJECT_STORE,
      inject: [BARE_OBJECT_STORE, StoreUse, StoreProof, CONFIG, CLOCK],
      useFactory: (bare: ObjectStore, use: StoreUse, proof: StoreProof, { store }: Config, clock: Clock) =>
        new ProvenObjectStore(
          new LimitedObjectStore(new WatchedObjectStore(bare, use), { ...STORE_LINE, ...store }, clock),
          proof,
        ),
    },
  ],
  exports: [BARE_OBJECT_STORE, OBJECT_STORE, StoreProof],
})
export class StoreModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly proof: StoreProof,
    health: HealthChecks,
    store: StoreHealth,
  ) {
    health.add('store', () => store.check());
  }

  /** @throws StoreRefused where the store cannot keep two replicas apart. */
  async onModuleInit(): Promise<void> {
    await this.proof.start();
  }

  /** After everything that uses the store has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.proof.stop();
    await this.objects.close();
  }
}
