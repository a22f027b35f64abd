import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { CxoneClient } from './cxone-client.js';
import { HttpSender, plainAgents } from '../outbound/http-sender.js';

/** Calls to CXone. A processor's module imports it and injects CxoneClient. */
@Module({
  providers: [
    {
      provide: CxoneClient,
      inject: [CONFIG, CLOCK, RANDOM],
      useFactory: ({ cxone }: Config, clock: Clock, random: Random) => {
        const sender = new HttpSender(clock, { what: 'CXone', agents: plainAgents(cxone.maxInFlight) });
        return new CxoneClient(cxone, sender.send, clock, random);
      },
    },
  ],
  exports: [CxoneClient],
})
export class AuthModule {}
