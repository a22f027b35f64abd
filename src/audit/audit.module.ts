import { Module, type BeforeApplicationShutdown } from '@nestjs/common';
import { CONFIG } from '../config/config.module.js';
import { CLOCK } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID, REPLICA } from '../runtime/runtime.module.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { StoreModule } from '../store/store.module.js';
import { AuditController } from './audit.controller.js';
import { AuditNotes } from './audit-notes.js';
import { AuditService } from './audit.service.js';
import { AuditStore } from './audit.store.js';
import { composeAudit } from './compose-audit.js';

@Module({
  imports: [StoreModule],
  controllers: [AuditController],
  providers: provideRoom(
    composeAudit,
    {
      objects: OBJECT_STORE,
      config: CONFIG,
      replica: REPLICA,
      clock: CLOCK,
      newId: NEW_ID,
      log: LOG,
      facts: Facts,
    },
    { entries: AuditStore, audit: AuditService, notes: AuditNotes },
  ),
  exports: [AuditService, AuditNotes, AuditStore],
})
export class AuditModule implements BeforeApplicationShutdown {
  constructor(
    private readonly notes: AuditNotes,
    health: HealthChecks,
  ) {
    health.add('audit', () => healthOf(notes.trouble));
  }

  /** Before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.notes.close();
  }
}
