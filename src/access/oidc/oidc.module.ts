import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { Config } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { CLOCK, type Clock } from '../../runtime/clock.js';
import { HealthChecks } from '../../runtime/health-checks.js';
import { LOG, type Log } from '../../runtime/logger.js';
import { openOidc, type OidcAccess } from './oidc-access.js';

/** `OidcAccess | null`; `null`: no provider is configured. */
export const OIDC_ACCESS = Symbol('OIDC_ACCESS');

/** The identity provider: its keys, its tokens, signing in. */
@Module({
  providers: [
    {
      provide: OIDC_ACCESS,
      inject: [CONFIG, CLOCK, LOG],
      useFactory: (config: Config, clock: Clock, log: Log) => openOidc({ config, clock, log }),
    },
  ],
  exports: [OIDC_ACCESS],
})
export class OidcModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(OIDC_ACCESS) private readonly oidc: OidcAccess | null,
    private readonly health: HealthChecks,
  ) {}

  onModuleInit(): void {
    this.health.add('identity_provider', () => this.oidc?.health() ?? null);
    this.oidc?.start();
  }

  onApplicationShutdown(): void {
    this.oidc?.stop();
  }
}
