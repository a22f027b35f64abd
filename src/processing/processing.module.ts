import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { InteractionIdProcessor } from './interaction-id.processor.js';
import { ProcessingService } from './processing.service.js';
import { ProcessorRegistry } from './processor.registry.js';

@Module({
  imports: [DiscoveryModule],
  providers: [ProcessorRegistry, ProcessingService, InteractionIdProcessor],
  exports: [ProcessingService],
})
export class ProcessingModule {}
