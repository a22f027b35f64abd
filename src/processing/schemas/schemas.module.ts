import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { AuditService } from '../../audit/audit.service.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { CONFIG } from '../../config/config.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { Facts } from '../../runtime/facts.js';
import { HealthChecks } from '../../runtime/health-checks.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { provideRoom } from '../../runtime/provide-room.js';
import { NEW_ID } from '../../runtime/runtime.module.js';
import { OBJECT_STORE } from '../../store/object-store.port.js';
import { StoreModule } from '../../store/store.module.js';
import { composeSchemas } from './compose-schemas.js';
import { DraftSets } from './draft-sets.js';
import { SCHEMA_CHANGES } from './managed-schemas.js';
import { SchemaFilesController } from './schema-files.controller.js';
import { SchemaHistoryController } from './schema-history.controller.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaService } from './schema.service.js';
import { SchemasController } from './schemas.controller.js';
import { UPCAST_LIMITS, UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

/** Events that wait for an upcaster, or for a check in another process. */
const MAX_WAITING = 1_000;

const SCHEMA_WATCH = Symbol('SCHEMA_WATCH');

/** The process for the upcasters of drafts. */
const DRAFT_UPCASTS = Symbol('DRAFT_UPCASTS');

@Module({
  imports: [StoreModule, AuditModule, CatalogModule],
  // The last one has the routes whose names could be versions.
  controllers: [SchemasController, SchemaHistoryController, SchemaFilesController],
  providers: [
    SchemaService,
    ...provideRoom(
      composeSchemas,
      {
        objects: OBJECT_STORE,
        lanes: SchemaLanes,
        audit: AuditService,
        config: CONFIG,
        clock: CLOCK,
        newId: NEW_ID,
        facts: Facts,
        log: LOG,
      },
      { registry: SchemaRegistry, watch: SCHEMA_WATCH, changes: SCHEMA_CHANGES },
    ),
    {
      provide: SchemaLanes,
      inject: [CLOCK, LOG],
      useFactory: (clock: Clock, log: Log) => new SchemaLanes(MAX_WAITING, clock, log),
    },
    {
      provide: UpcastProcess,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new UpcastProcess(UPCAST_LIMITS, clock),
    },
    {
      provide: UpcastQueue,
      inject: [UpcastProcess],
      useFactory: (process: UpcastProcess) => new UpcastQueue(process, MAX_WAITING),
    },
    {
      provide: DRAFT_UPCASTS,
      inject: [CLOCK],
      useFactory: (clock: Clock) => new UpcastProcess(UPCAST_LIMITS, clock),
    },
    {
      provide: DraftSets,
      inject: [SchemaRegistry, SchemaLanes, DRAFT_UPCASTS],
      useFactory: (registry: SchemaRegistry, lanes: SchemaLanes, process: UpcastProcess) =>
        new DraftSets(registry, lanes, new UpcastQueue(process, MAX_WAITING)),
    },
  ],
  exports: [SchemaService, DraftSets],
})
export class SchemasModule implements OnApplicationShutdown {
  constructor(
    private readonly process: UpcastProcess,
    @Inject(DRAFT_UPCASTS) private readonly draftUpcasts: UpcastProcess,
    private readonly lanes: SchemaLanes,
    health: HealthChecks,
    schemas: SchemaService,
  ) {
    health.add('schemas', () => schemas.health);
  }

  /** After the last event has been processed. */
  onApplicationShutdown(): void {
    this.process.stop();
    this.draftUpcasts.stop();
    this.lanes.stop();
  }
}
