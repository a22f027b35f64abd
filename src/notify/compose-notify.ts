import type { Catalog } from '../catalog/catalog.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { Config } from '../config/config.js';
import type { NoteBook } from '../groups/note-book.js';
import { openSender } from '../outbound/open-sender.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { NewId, Random } from '../runtime/runtime.module.js';
import { callBudget } from '../store/call-budget.js';
import type { ObjectStore } from '../store/object-store.port.js';
import { Channel } from './channel.js';
import { ChannelsInForce } from './channels-in-force.js';
import type { ChannelSettings } from './channels/channel-settings.js';
import { NoticeBook } from './notice-book.js';
import { Notifier } from './notifier.js';
import { NotifySettingsInForce } from './notify-settings.js';
import { StoreAlarm } from './store-alarm.js';
import { BacklogWatch, type Backlog } from './watches/backlog-watch.js';
import { BreakerWatch } from './watches/breaker-watch.js';
import { CauseWatch } from './watches/cause-watch.js';
import { FixedWatch } from './watches/fixed-watch.js';
import { JobEndWatch } from './watches/job-end-watch.js';

/** Connections to one channel at once: its notices go out one after the other. */
const MAX_SOCKETS = 1;

export interface NotifyParts {
  objects: ObjectStore;
  catalogService: CatalogService;
  notes: Pick<NoteBook, 'isMuted' | 'settled'>;
  config: Pick<Config, 'notifyFile' | 'store' | 'proxies' | 'http' | 'targets'>;
  clock: Clock;
  random: Random;
  newId: NewId;
  facts: Facts;
  log: Log;
}

export interface NotifyRoom {
  channels: ChannelsInForce;
  /** `null`: NOTIFY_FILE is not set, and nobody is told of anything. */
  running: { settings: NotifySettingsInForce; notifier: Notifier } | null;
}

/** Who is told of what is wrong. Without NOTIFY_FILE nothing is watched. */
export function composeNotify(parts: NotifyParts): NotifyRoom {
  const { objects, catalogService, notes, config, clock, newId, facts, log } = parts;
  const channels = new ChannelsInForce((settings) => openChannel(settings, parts));
  const { notifyFile, targets } = config;
  if (notifyFile === null) return { channels, running: null };
  const settings = new NotifySettingsInForce(notifyFile, targets.allowPrivate, channels, log);
  const { catalog } = catalogService;
  const isMuted = (fingerprint: string) => notes.isMuted(fingerprint);
  const watches = [
    new CauseWatch(catalog, isMuted, clock),
    new FixedWatch(facts, catalog, isMuted),
    new BreakerWatch(facts, clock),
    new JobEndWatch(facts, clock),
    new BacklogWatch(
      () => settings.thresholds,
      () => backlogOf(catalog),
      clock,
    ),
  ];
  const notifier = new Notifier({
    book: new NoticeBook(objects, clock, callBudget(config.store), newId),
    alarm: new StoreAlarm(facts, channels, clock, newId),
    channels,
    watches,
    isListed: () => notes.settled && catalogService.state.state === 'ready',
    isComplete: () => catalogService.trouble === null,
    clock,
    log,
  });
  return { channels, running: { settings, notifier } };
}

function openChannel(settings: ChannelSettings, { config, clock, random, log }: NotifyParts): Channel {
  const sender = openSender(clock, {
    what: `channel ${settings.name}`,
    maxSockets: MAX_SOCKETS,
    proxies: config.proxies,
    publicOnly: !config.targets.allowPrivate,
  });
  return new Channel(settings, { sender, publicUrl: config.http.publicUrl, clock, random, log });
}

function backlogOf({ counts }: Catalog): Backlog {
  const byStatus = new Map(counts.byStatus());
  const size = (byStatus.get('pending') ?? 0) + (byStatus.get('parked') ?? 0);
  return { size, oldestAt: counts.oldestUnresolvedAt() };
}
