import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
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
  ],
  exports: [ProcessingService, CxoneAcknowledger, TargetBreakers],
})
export class ProcessingModule {}
