import { Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { CatalogModule } from '../../catalog/catalog.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { FileWatch } from '../../runtime/file-watch.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { SchemaLanes } from './schema-lanes.js';
import { SchemaRegistry } from './schema-registry.js';
import { SchemaService } from './schema.service.js';
import { SchemasController } from './schemas.controller.js';
import { UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';

const SCHEMA_WATCH = Symbol('SCHEMA_WATCH');

@Module({
  imports: [CatalogModule],
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
      inject: [CONFIG, CLOCK, LOG],
      useFactory: ({ schemas }: Config, clock: Clock, log: Log) =>
        new SchemaLanes(schemas.upcastMaxWaiting, clock, log),
    },
    {
      provide: UpcastProcess,
      inject: [CONFIG, CLOCK],
      useFactory: ({ schemas }: Config, clock: Clock) =>
        new UpcastProcess(
          { timeoutMs: schemas.upcastTimeoutMs, maxMemoryMb: schemas.upcastMaxMemoryMb },
          clock,
        ),
    },
    {
      provide: UpcastQueue,
      inject: [UpcastProcess, CONFIG],
      useFactory: (process: UpcastProcess, { schemas }: Config) =>
        new UpcastQueue(process, schemas.upcastMaxWaiting),
    },
  ],
  exports: [SchemaService],
})
export class SchemasModule implements OnApplicationShutdown {
  constructor(
    private readonly process: UpcastProcess,
    private readonly lanes: SchemaLanes,
  ) {}

  /** After the last event has been processed. */
  onApplicationShutdown(): void {
    this.process.stop();
    this.lanes.stop();
  }
}
