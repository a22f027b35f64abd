import { Module, type OnApplicationShutdown } from '@nestjs/common';
import { AuditModule } from '../../audit/audit.module.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { FileWatch } from '../../runtime/file-watch.js';
import { healthOf, HealthChecks } from '../../runtime/health-checks.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaService } from './schema.service.js';
import { SchemasController } from './schemas.controller.js';
import { UPCAST_LIMITS, UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

/** Events that wait for an upcaster, or for a check in another process. */
const MAX_WAITING = 1_000;

const SCHEMA_WATCH = Symbol('SCHEMA_WATCH');

@Module({
  imports: [AuditModule, CatalogModule],
  controllers: [SchemasController],
  providers: [
    SchemaRegistry,
    SchemaService,
    {
      provide: SCHEMA_WATCH,
      inject: [SchemaRegistry, CLOCK, LOG],
      useFactory: (registry: SchemaRegistry, clock: Clock, log: Log) => new FileWatch(registry, clock, log),
    },
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
  ],
  exports: [SchemaService],
})
export class SchemasModule implements OnApplicationShutdown {
  constructor(
    private readonly process: UpcastProcess,
    private readonly lanes: SchemaLanes,
    health: HealthChecks,
    schemas: SchemaService,
  ) {
    health.add('schemas', () => healthOf(schemas.trouble));
  }

  /** After the last event has been processed. */
  onApplicationShutdown(): void {
    this.process.stop();
    this.lanes.stop();
  }
}
