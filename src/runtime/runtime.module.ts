import { randomUUID } from 'node:crypto';
import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CLOCK, SystemClock } from './clock.js';
import { Facts } from './facts.js';
import { Gauges } from './gauges.js';
import { HealthChecks } from './health-checks.js';
import { openFacts } from './log-facts.js';
import { LOG, type Log } from './logger.js';
import { MEASURE_LOOP, measureLoop } from './loop-work.js';
import { Shutdown } from './shutdown.js';
import { tracedLog } from './traced-log.js';
import { NO_TRACER, TRACER, type Tracer } from './tracer.js';

/** A number from 0 to 1, 1 excluded. */
export type Random = () => number;
export const RANDOM = Symbol('RANDOM');

/** A fresh unique id. */
export type NewId = () => string;
export const NEW_ID = Symbol('NEW_ID');

/** The name of this replica in leases and attempts. */
export const REPLICA = Symbol('REPLICA');

/** What a process has before its modules are made. */
export interface ProcessParts {
  log: Log;
  /** The name of the process in leases and attempts. */
  replica: string;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

/** Time, chance, ids and the log: what every room may use, and tests replace. */
@Global()
@Module({})
export class RuntimeModule {
  static of({ log, replica, tracer = NO_TRACER }: ProcessParts): DynamicModule {
    return {
      module: RuntimeModule,
      providers: [
        Shutdown,
        HealthChecks,
        { provide: CLOCK, useClass: SystemClock },
        { provide: RANDOM, useValue: Math.random satisfies Random },
        { provide: NEW_ID, useValue: randomUUID satisfies NewId },
        { provide: MEASURE_LOOP, useValue: measureLoop },
        { provide: REPLICA, useValue: replica },
        { provide: LOG, useValue: tracedLog(log, tracer) },
        { provide: TRACER, useValue: tracer },
        { provide: Facts, inject: [LOG], useFactory: openFacts },
        { provide: Gauges, inject: [LOG], useFactory: (log: Log) => new Gauges(log) },
      ],
      exports: [
        CLOCK,
        RANDOM,
        NEW_ID,
        MEASURE_LOOP,
        REPLICA,
        LOG,
        TRACER,
        Facts,
        Gauges,
        HealthChecks,
        Shutdown,
      ],
    };
  }
}
