import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { HealthChecks } from '../runtime/health-checks.js';
import { CxoneAcknowledger } from './cxone-acknowledger.js';
import { CxoneValidator } from './cxone-validator.js';
import { TargetsModule } from './targets/targets.module.js';
import { Destinations } from './destinations.js';
import { EventRouter } from './event-router.js';
import { ProcessingService } from './processing.service.js';
import { ProcessorRegistry } from './processor.registry.js';
import { SchemasModule } from './schemas/schemas.module.js';
import { TargetBreakers } from './target-breakers.js';

@Module({
  imports: [DiscoveryModule, AuthModule, SchemasModule, TargetsModule],
  providers: [
    ProcessorRegistry,
    ProcessingService,
    EventRouter,
    CxoneValidator,
    CxoneAcknowledger,
    TargetBreakers,
    Destinations,
  ],
  exports: [ProcessingService, CxoneAcknowledger, TargetBreakers, EventRouter, Destinations, SchemasModule],
})
export class ProcessingModule {
  constructor(health: HealthChecks, breakers: TargetBreakers, destinations: Destinations) {
    health.add('targets', () => breakers.health);
    health.add('destination', () => destinations.health);
  }
}
