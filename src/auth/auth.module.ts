import { Module } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { RANDOM, type Random } from '../runtime/runtime.module.js';
import { CxoneClient } from './cxone-client.js';
import { HttpSender, plainAgents } from '../outbound/http-sender.js';
import { throughProxies } from '../outbound/proxied-agents.js';

/** Calls to CXone. A processor's module imports it and injects CxoneClient. */
@Module({
  providers: [
    {
      provide: CxoneClient,
      inject: [CONFIG, CLOCK, RANDOM, Facts],
      useFactory: ({ cxone, proxies }: Config, clock: Clock, random: Random, facts: Facts) => {
        const agents = throughProxies(plainAgents(cxone.maxInFlight), proxies, false);
        const sender = new HttpSender(clock, { what: 'CXone', agents });
        return new CxoneClient(cxone, sender.send, clock, random, facts);
      },
    },
  ],
  exports: [CxoneClient],
})
export class AuthModule {}
