import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { CxoneClient } from './cxone-client.js';
import { HttpSender } from './http-sender.js';

/** Calls to CXone. A processor's module imports it and injects CxoneClient. */
@Module({
  providers: [
    {
      provide: CxoneClient,
      inject: [CONFIG, CLOCK, RANDOM],
      useFactory: (config: Config, clock: Clock, random: Random) =>
        new CxoneClient(config.cxone, new HttpSender(clock, config.cxone.maxInFlight).send, clock, random),
    },
  ],
  exports: [CxoneClient],
})
export class AuthModule {}
