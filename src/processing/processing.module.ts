import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { RecentEvents } from '../domain/recent-events.js';
import { CxoneAcknowledger } from './cxone-acknowledger.js';
import { CxoneValidator } from './cxone-validator.js';
import { InteractionIdProcessor } from './interaction-id.processor.js';
import { ProcessingService } from './processing.service.js';
import { ProcessorRegistry } from './processor.registry.js';
import { TargetBreakers } from './target-breakers.js';

@Module({
  imports: [DiscoveryModule, AuthModule],
  providers: [
    ProcessorRegistry,
    ProcessingService,
    InteractionIdProcessor,
    CxoneValidator,
    CxoneAcknowledger,
    TargetBreakers,
    {
      provide: RecentEvents,
      inject: [CONFIG],
      useFactory: ({ webhook }: Config) => new RecentEvents(webhook.dedupe),
    },
  ],
  exports: [ProcessingService, CxoneAcknowledger, TargetBreakers],
})
export class ProcessingModule {}
