import { Module } from '@nestjs/common';
import { Gauges } from '../runtime/gauges.js';
import { SchemasModule } from '../processing/schemas/schemas.module.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';
import { SettingsController } from './settings.controller.js';

@Module({
  imports: [SchemasModule],
  controllers: [HealthController, SettingsController],
  providers: [ReadinessService],
})
export class HealthModule {
  constructor(gauges: Gauges, readiness: ReadinessService) {
    gauges.add('degraded', () =>
      Object.entries(readiness.known).map(([check, { status }]) => ({
        labels: { check },
        value: status === 'ok' ? 0 : 1,
      })),
    );
  }
}
