import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AuthModule } from '../auth/auth.module.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { Gauges } from '../runtime/gauges.js';
import { HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { composeProcessing } from './compose-processing.js';
import { CxoneAcknowledger } from './cxone-acknowledger.js';
import { CxoneValidator } from './cxone-validator.js';
import { TargetsModule } from './targets/targets.module.js';
import { Destinations } from './destinations.js';
import { EventRouter } from './event-router.js';
import { HeldRetries } from './held-retries.js';
import { ProcessingService } from './processing.service.js';
import { ProcessorRegistry } from './processor.registry.js';
import { SchemasModule } from './schemas/schemas.module.js';
import { TargetCalls } from './status/target-calls.js';
import { TargetsController } from './status/targets.controller.js';
import { TargetBreakers } from './target-breakers.js';

@Module({
  imports: [DiscoveryModule, AuthModule, SchemasModule, TargetsModule],
  controllers: [TargetsController],
  providers: [
    ProcessorRegistry,
    EventRouter,
    CxoneValidator,
    CxoneAcknowledger,
    Destinations,
    {
      provide: TargetCalls,
      inject: [Facts, CLOCK],
      useFactory: (facts: Facts, clock: Clock) => new TargetCalls(facts, clock),
    },
    ...provideRoom(
      composeProcessing,
      {
        router: EventRouter,
        validator: CxoneValidator,
        config: CONFIG,
        clock: CLOCK,
        log: LOG,
        facts: Facts,
      },
      {
        processing: ProcessingService,
        breakers: TargetBreakers,
        held: HeldRetries,
      },
    ),
  ],
  exports: [
    ProcessingService,
    CxoneAcknowledger,
    TargetBreakers,
    HeldRetries,
    EventRouter,
    Destinations,
    SchemasModule,
  ],
})
export class ProcessingModule {
  constructor(health: HealthChecks, gauges: Gauges, breakers: TargetBreakers, destinations: Destinations) {
    gauges.add('breaker_open', () =>
      breakers.known.map(({ target, open }) => ({ labels: { target }, value: open ? 1 : 0 })),
    );
    health.add('targets', () => breakers.health);
    health.add('destination', () => destinations.health);
  }
}
