import type { CatalogConfig } from '../config/store-config.js';
import type { Clock } from '../runtime/clock.js';
import { describeError, type Log } from '../runtime/logger.js';
import { withoutKeys } from '../store/without-keys.js';
import type { Catalog } from './catalog.js';
import type { CatalogScanner, ScanReport } from './catalog-scanner.js';
import type { CatalogSnapshot } from './catalog-snapshot.js';

/** How far back a poll lists, milliseconds: clocks differ, and a write can arrive late. */
const POLL_WINDOW_MS = 2 * 3_600_000;

/** A full listing that is late by more than this has a cause that somebody should know of, milliseconds. */
const LATE_MS = 600_000;

/** How long a start waits for the snapshot, milliseconds. Events are taken while the rest of a large one is read. */
const START_WAIT_MS = 500;

/** The pause is this many times the duration of a listing, so that listing takes at most a tenth of the time. */
const SHARE = 10;

/** The pause after a listing. One slow listing does not lengthen it; two in a row do. */
class Load {
  private before = 0;

  /** @param tookMs the duration of the listing, milliseconds; it may include a pause of the whole process */
  pauseAfter(tookMs: number): number {
    const usual = Math.min(tookMs, this.before);
    this.before = tookMs;
    return SHARE * usual;
  }
}

/** `warming`: the first listing has not ended, so the catalog may be incomplete. */
export interface CatalogState {
  state: 'warming' | 'ready';
  records: number;
  /** When the latest full listing ended, milliseconds since the epoch; `null`: none has yet. */
  listedAt: number | null;
}

/**
 * Keeps the catalog up to date: by the snapshot at the start, a listing of the last two hours every few seconds, and a
 * full listing every few minutes. This process's own writes are noted at once and need no listing.
 */
export class CatalogService {
  private readonly stopped = new AbortController();
  /** The full listing that a caller asked for. */
  private asked: Promise<ScanReport> | undefined;
  private listedAt: number | null = null;
  /** The end of the latest full listing, or the beginning of the service; by the monotonic clock. */
  private completeAt: number;
  /** By the monotonic clock. */
  private nextFullAt = -Infinity;
  private readonly pollLoad = new Load();
  private readonly fullLoad = new Load();
  private restored: Promise<void> = Promise.resolve();
  private running: Promise<void> = Promise.resolve();
  private cancel = (): void => {};
  private pauseMs = 0;
  private stale: string | null = null;
  private startedAt = Infinity;

  constructor(
    readonly catalog: Catalog,
    private readonly scanner: CatalogScanner,
    private readonly snapshot: CatalogSnapshot,
    private readonly config: CatalogConfig,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.completeAt = clock.monotonic();
  }

  get state(): CatalogState {
    const state = this.listedAt === null ? 'warming' : 'ready';
    return { state, records: this.catalog.size, listedAt: this.listedAt };
  }

  /** How long ago the latest full listing ended, or before the first one the service began; milliseconds. */
  get ageMs(): number {
    return this.clock.monotonic() - this.completeAt;
  }

  /** Why the catalog may be incomplete or outdated; `null`: no reason is known. */
  get trouble(): string | null {
    if (this.stale !== null) return this.stale;
    const { late } = this;
    if (late !== null) return late;
    const { deniedCount, size } = this.catalog;
    // When every record is withheld, the cause is not a single record.
    return size > 0 && deniedCount === size ? 'the store hands out no dead letter that it lists' : null;
  }

  /** A listing that takes long does not fail: each of its calls is answered. */
  private get late(): string | null {
    const now = this.clock.monotonic();
    const expectedAt = this.listedAt === null ? this.startedAt : this.nextFullAt;
    const minutes = Math.floor((now - expectedAt) / 60_000);
    if (now - expectedAt <= LATE_MS) return null;
    return this.listedAt === null
      ? `the first listing has not ended for ${minutes} minutes: listings and counts are incomplete until then`
      : `a full listing is late by ${minutes} minutes: what other replicas did to old records is not seen; is the store slow?`;
  }

  /** Begins to read the snapshot, and then to list. It waits for most snapshots, and for no listing. */
  async start(): Promise<void> {
    this.startedAt = this.clock.monotonic();
    if (this.config.snapshotWriter) await this.snapshot.clear();
    this.restored = this.snapshot.restore(this.catalog, this.stopped.signal);
    this.running = this.restored.then(() => this.turn());
    let cancel = () => {};
    const waited = new Promise<void>((resolve) => (cancel = this.clock.after(START_WAIT_MS, resolve)));
    await Promise.race([this.restored, waited]);
    cancel();
  }

  /**
   * Lists everything now. Whoever asks while such a listing is under way shares it.
   *
   * @throws StoreError when the store gives no usable answer.
   */
  refresh(): Promise<ScanReport> {
    this.asked ??= this.listAll().finally(() => (this.asked = undefined));
    return this.asked;
  }

  private async listAll(): Promise<ScanReport> {
    // What the snapshot knows need not be read.
    await this.restored;
    const report = await this.scanner.scan(undefined, this.stopped.signal);
    if (!this.stopped.signal.aborted) {
      this.listedAt = this.clock.now();
      this.completeAt = this.clock.monotonic();
    }
    return report;
  }

  /** Ends the running listing and writes the snapshot. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.cancel();
    await this.running;
    if (this.listedAt !== null) await this.writeSnapshot();
  }

  private async turn(): Promise<void> {
    if (this.stopped.signal.aborted) return;
    try {
      await this.listWhatIsDue();
      const unread = this.catalog.unreadCount;
      if (unread > 0 && this.stale === null) this.log.warn('catalog_incomplete', { unread });
      this.stale =
        unread > 0 ? `dead letters that could not be read: ${unread}; they are read again soon` : null;
    } catch (error) {
      this.pauseMs = this.config.pollMs;
      if (this.stale === null) this.log.error('catalog_stale', describeError(error));
      this.stale = `not listed: ${withoutKeys(describeError(error).error)}; listings show what was known before`;
    }
    if (this.stopped.signal.aborted) return;
    this.cancel = this.clock.after(this.pauseMs, () => {
      this.running = this.turn();
    });
  }

  private async listWhatIsDue(): Promise<void> {
    const { signal } = this.stopped;
    const begunAt = this.clock.monotonic();
    const tookMs = () => this.clock.monotonic() - begunAt;
    const { pollMs, fullMs } = this.config;
    this.pauseMs = pollMs;
    if (begunAt < this.nextFullAt) {
      await this.scanner.scan(this.clock.now() - POLL_WINDOW_MS, signal);
      this.pauseMs = Math.max(pollMs, this.pollLoad.pauseAfter(tookMs()));
      return;
    }
    const first = this.listedAt === null;
    const report = await this.listAll();
    if (signal.aborted) return;
    const durationMs = tookMs();
    // Records that could not be read are read again soon: a poll does not list old ones.
    const pause = report.unread > 0 ? pollMs : fullMs;
    this.nextFullAt = this.clock.monotonic() + Math.max(pause, this.fullLoad.pauseAfter(durationMs));
    if (first) this.log.info('catalog_ready', { ...report, duration_ms: durationMs });
    await this.writeSnapshot();
  }

  /** Whether this process writes the snapshot: of several with one DATA_DIR, only one does. */
  private async writeSnapshot(): Promise<void> {
    if (this.config.snapshotWriter) await this.snapshot.write(this.catalog);
  }
}
