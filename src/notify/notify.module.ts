import {
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
  type OnModuleInit,
} from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { CatalogService } from '../catalog/catalog.service.js';
import { CONFIG } from '../config/config.module.js';
import { GroupsModule } from '../groups/groups.module.js';
import { NoteBook } from '../groups/note-book.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import { Facts } from '../runtime/facts.js';
import { FileWatch } from '../runtime/file-watch.js';
import { healthOf, HealthChecks } from '../runtime/health-checks.js';
import { LOG, type Log } from '../runtime/logger.js';
import { provideRoom } from '../runtime/provide-room.js';
import { NEW_ID, RANDOM } from '../runtime/runtime.module.js';
import { OBJECT_STORE } from '../store/object-store.port.js';
import { StoreModule } from '../store/store.module.js';
import { ChannelsInForce } from './channels-in-force.js';
import { composeNotify, type NotifyRoom } from './compose-notify.js';
import { NotificationsController } from './notifications.controller.js';

const RUNNING = Symbol('RUNNING');

/** Tells people of new causes, open breakers, a backlog that grows and a store that fails. */
@Module({
  imports: [StoreModule, CatalogModule, GroupsModule],
  controllers: [NotificationsController],
  providers: [
    ...provideRoom(
      composeNotify,
      {
        objects: OBJECT_STORE,
        catalogService: CatalogService,
        notes: NoteBook,
        config: CONFIG,
        clock: CLOCK,
        random: RANDOM,
        newId: NEW_ID,
        facts: Facts,
        log: LOG,
      },
      { channels: ChannelsInForce, running: RUNNING },
    ),
  ],
})
export class NotifyModule implements OnModuleInit, OnApplicationBootstrap, OnModuleDestroy {
  private readonly watch: FileWatch | null;

  constructor(
    private readonly channels: ChannelsInForce,
    @Inject(RUNNING) private readonly running: NotifyRoom['running'],
    @Inject(CLOCK) clock: Clock,
    @Inject(LOG) log: Log,
    health: HealthChecks,
  ) {
    this.watch = running && new FileWatch(running.settings, clock, log);
    health.add(
      'notifications',
      () => running && healthOf(running.settings.trouble ?? running.notifier.trouble ?? channels.trouble),
    );
  }

  /** @throws Error where NOTIFY_FILE is not as expected */
  async onModuleInit(): Promise<void> {
    await this.running?.settings.start();
  }

  onApplicationBootstrap(): void {
    this.running?.notifier.start();
    this.watch?.onApplicationBootstrap();
  }

  async onModuleDestroy(): Promise<void> {
    this.watch?.onModuleDestroy();
    await this.running?.notifier.stop();
    await this.channels.stop();
  }
}
