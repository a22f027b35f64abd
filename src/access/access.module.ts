import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { CONFIG } from '../config/config.module.js';
import { CLOCK } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { Admission } from './admission.js';
import { composeAccess } from './compose-access.js';
import type { KeyFile } from './keys/key-file.js';
import { KeyRing } from './keys/key-ring.js';
import { MeController } from './me.controller.js';
import { OIDC_ACCESS, OidcModule } from './oidc/oidc.module.js';
import { SignInController } from './oidc/sign-in.controller.js';
import { RoleExplorer } from './role-explorer.js';
import { SESSION_START, SessionController } from './session/session.controller.js';

/** `KeyFile | null`; `null`: ACCESS_KEYS_FILE is not set. */
const KEY_FILE = Symbol('KEY_FILE');

@Module({
  imports: [DiscoveryModule, OidcModule],
  controllers: [MeController, SessionController, SignInController],
  providers: [
    RoleExplorer,
    ...provideRoom(
      composeAccess,
      { config: CONFIG, oidc: OIDC_ACCESS, clock: CLOCK, facts: Facts, log: LOG },
      { keys: KeyRing, keyFile: KEY_FILE, sessions: SESSION_START, admission: Admission },
    ),
  ],
  exports: [Admission, KeyRing, RoleExplorer],
})
export class AccessModule implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(KEY_FILE) private readonly keyFile: KeyFile | null,
    health: HealthChecks,
  ) {
    health.add('access_keys', () => (keyFile === null ? null : healthOf(keyTrouble(keyFile))));
  }

  /** @throws Error where ACCESS_KEYS_FILE is absent or broken: nobody could call the service then. */
  async onModuleInit(): Promise<void> {
    await this.keyFile?.start();
  }

  onApplicationShutdown(): void {
    this.keyFile?.stop();
  }
}

function keyTrouble({ trouble }: KeyFile): string | null {
  if (trouble === null) return null;
  return `ACCESS_KEYS_FILE: ${trouble}. The keys that were read before stay in force until the file is corrected.`;
}
