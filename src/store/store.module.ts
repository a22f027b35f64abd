import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleInit,
} from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { HealthChecks } from '../runtime/health-checks.js';
import { LOG, type Log } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID } from '../runtime/runtime.module.js';
import { TRACER } from '../runtime/tracer.js';
import { composeStore } from './compose-store.js';
import { MeasuredObjectStore } from './measured-object-store.js';
import { OBJECT_STORE, type ObjectStore } from './object-store.port.js';
import { BARE_OBJECT_STORE, openObjectStore } from './open-object-store.js';
import { VersionPurge } from './versions/version-purge.js';
import { StoreProof } from './proof/store-proof.js';
import { StoreHealth } from './store-health.js';
import { StoreSpace } from './store-space.js';

@Module({
  providers: [
    {
      provide: BARE_OBJECT_STORE,
      inject: [CONFIG, CLOCK, LOG],
      useFactory: ({ store, webhook, proxies }: Config, clock: Clock, log: Log) =>
        openObjectStore(store, { maxBodyBytes: webhook.maxBodyBytes, proxies }, clock, log),
    },
    ...provideRoom(
      composeStore,
      {
        bare: BARE_OBJECT_STORE,
        config: CONFIG,
        clock: CLOCK,
        newId: NEW_ID,
        facts: Facts,
        log: LOG,
        tracer: TRACER,
      },
      {
        objects: OBJECT_STORE,
        versions: VersionPurge,
        measured: MeasuredObjectStore,
        proof: StoreProof,
        health: StoreHealth,
        space: StoreSpace,
      },
    ),
  ],
  exports: [BARE_OBJECT_STORE, OBJECT_STORE, VersionPurge, StoreProof, StoreSpace],
})
export class StoreModule implements OnModuleInit, OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(OBJECT_STORE) private readonly objects: ObjectStore,
    private readonly proof: StoreProof,
    health: HealthChecks,
    store: StoreHealth,
    private readonly space: StoreSpace,
    gauges: Gauges,
    measured: MeasuredObjectStore,
  ) {
    gauges.addOne('in_flight', { kind: 'store' }, () => measured.inFlight);
    health.add('store', () => store.check());
    health.add('disk', () => space.health());
    gauges.add('store_free_bytes', () => alone(space.latest?.freeBytes));
    gauges.add('store_size_bytes', () => alone(space.latest?.sizeBytes));
  }

  /** @throws StoreRefused where the store cannot keep two replicas apart. */
  async onModuleInit(): Promise<void> {
    await Promise.all([this.proof.start(), this.space.now()]);
  }

  onApplicationBootstrap(): void {
    this.proof.opened();
  }

  /** After everything that uses the store has ended. */
  async onApplicationShutdown(): Promise<void> {
    this.proof.stop();
    await this.objects.close();
  }
}

/** One reading without labels; none where the value is not known. */
function alone(value: number | undefined) {
  return value === undefined ? [] : [{ labels: {}, value }];
}
