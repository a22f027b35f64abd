import { Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuditService } from '../audit/audit.service.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CONFIG } from '../config/config.module.js';
import { CLOCK } from '../runtime/clock.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID } from '../runtime/runtime.module.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { StoreModule } from '../store/store.module.js';
import { composeGroups } from './compose-groups.js';
import { FixedNow } from './fixed-now.js';
import { GroupsController } from './groups.controller.js';
import { NoteBook } from './note-book.js';
import { NoteController } from './note.controller.js';
import { NoteService } from './note.service.js';

@Module({
  imports: [StoreModule, AuditModule, CatalogModule],
  controllers: [GroupsController, NoteController],
  providers: [
    ...provideRoom(
      composeGroups,
      {
        objects: OBJECT_STORE,
        catalogService: CatalogService,
        audit: AuditService,
        config: CONFIG,
        clock: CLOCK,
        newId: NEW_ID,
        log: LOG,
      },
      { notes: NoteBook, noteService: NoteService, fixedNow: FixedNow },
    ),
  ],
  exports: [NoteBook, FixedNow],
})
export class GroupsModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(
    private readonly notes: NoteBook,
    health: HealthChecks,
  ) {
    health.add('notes', () => healthOf(notes.trouble));
  }

  onApplicationBootstrap(): void {
    this.notes.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.notes.stop();
  }
}
