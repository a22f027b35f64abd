import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { TRACER, type Tracer } from '../runtime/tracer.js';
import { CxoneClient } from './cxone-client.js';
import { openCxoneClient } from './open-cxone-client.js';

/** Calls to CXone. A processor's module imports it and injects CxoneClient. */
@Module({
  providers: [
    {
      provide: CxoneClient,
      inject: [CONFIG, CLOCK, RANDOM, Facts, TRACER],
      useFactory: (config: Config, clock: Clock, random: Random, facts: Facts, tracer: Tracer) =>
        openCxoneClient({ config, clock, random, facts, tracer }),
    },
  ],
  exports: [CxoneClient],
})
export class AuthModule {}
