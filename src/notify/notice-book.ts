import type { Clock } from '../runtime/clock.js';
import type { NewId } from '../runtime/runtime.module.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from '../store/confirmed-calls.js';
import { listedPages } from '../store/listed-pages.js';
import type { ObjectStore, StoredObject } from '../store/object-store.port.js';
import { sameEtag } from '../store/same-etag.js';
import type { Subject } from './notice.js';
import { decodeNotice, encodeNotice, noticeKey, NOTICE_PREFIX, type NoticeRecord } from './notice-record.js';

/** Keys on a page of the listing. */
const PAGE = 1_000;

/** A notice is kept for so long after its end, milliseconds. */
export const NOTICE_KEPT_MS = 90 * 86_400_000;

/** Notices that are deleted at once, so that a purge takes little time. */
const PURGED_AT_ONCE = 100;

/** A record as it lies in the store. `null`: what lies there is no notice, and is left alone. */
interface Known {
  etag: string;
  record: NoticeRecord | null;
}

/** What `raise` is told besides the subject. */
export interface Raising {
  /** When it began, milliseconds since the epoch. */
  since: number;
  /** Nobody is told, should it be the first time that it is seen. */
  silent: boolean;
}

/**
 * Which subjects are firing, agreed on by all replicas: one object for each under `notices/`. The replica whose write
 * was stored tells the channels, and no other does.
 */
export class NoticeBook {
  /** By the key of the object. */
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly store: ObjectStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly newId: NewId,
  ) {}

  /** Records that are firing, as far as this process knows. */
  *firing(): IterableIterator<NoticeRecord> {
    for (const { record } of this.known.values()) if (record?.state === 'firing') yield record;
  }

  isFiring(id: string): boolean {
    return this.known.get(noticeKey(id))?.record?.state === 'firing';
  }

  /** When it was resolved, milliseconds since the epoch; `null`: it is firing, or nobody was told of it yet. */
  resolvedAt(id: string): number | null {
    const record = this.known.get(noticeKey(id))?.record;
    return record?.state === 'resolved' ? record.at : null;
  }

  /**
   * Notes that a subject is firing.
   *
   * @returns the record where this process has to tell of it; `null` where another did, or it was firing before
   * @throws StoreError where nothing was settled; the caller tries again later
   */
  async raise(subject: Subject, { since, silent }: Raising): Promise<NoticeRecord | null> {
    const known = this.known.get(noticeKey(subject.id));
    if (known?.record === null || known?.record.state === 'firing') return null;
    const episode = (known?.record.episode ?? 0) + 1;
    return this.write(subject.id, known, {
      ...subject,
      state: 'firing',
      episode,
      since,
      at: this.clock.now(),
      told: silent && episode === 1,
      silent: silent && episode === 1,
      write_id: this.newId(),
    });
  }

  /** Notes that a subject is over. @returns and @throws as `raise` */
  async clear(id: string): Promise<NoticeRecord | null> {
    const known = this.known.get(noticeKey(id));
    if (known?.record?.state !== 'firing') return null;
    const { silent } = known.record;
    const change = { state: 'resolved', at: this.clock.now(), told: silent, write_id: this.newId() } as const;
    return this.write(id, known, { ...known.record, ...change });
  }

  /** Notes that every channel was asked once. @throws StoreError */
  async markTold(record: NoticeRecord): Promise<void> {
    await this.rewrite(record, true);
  }

  /** Takes over what a process that died has not told. @returns and @throws as `raise` */
  takeOver(record: NoticeRecord): Promise<NoticeRecord | null> {
    return this.rewrite(record, false);
  }

  /**
   * Reads what is new or changed under `notices/`.
   *
   * @param abandonedMs a record that nobody told of for so long, by the store's clock, belongs to a process that died
   * @returns such records
   * @throws StoreError
   */
  async look(abandonedMs: number): Promise<NoticeRecord[]> {
    const abandoned: NoticeRecord[] = [];
    const query = { prefix: NOTICE_PREFIX, limit: PAGE };
    for await (const entries of listedPages(this.store, this.clock, this.budget, query)) {
      for (const { key, etag } of entries) {
        const known = this.known.get(key);
        if (known !== undefined && known.record?.told !== false && sameEtag(known.etag, etag)) continue;
        const object = await this.read(key);
        if (object === null) continue;
        const record = this.keep(key, object);
        const ageMs = object.storeTime - object.lastModified;
        if (record?.told === false && ageMs >= abandonedMs) abandoned.push(record);
      }
    }
    return abandoned;
  }

  /**
   * Deletes what ended long ago, a part of it at each call. What is firing stays, so that it is not told of again. On a
   * store without an atomic delete, a notice that is raised in the same moment may go with it, and is told of twice.
   *
   * @throws StoreError
   */
  async purge(): Promise<void> {
    const now = this.clock.now();
    const ended = [...this.known].filter(
      ([, { record }]) => record?.state === 'resolved' && record.told && now - record.at >= NOTICE_KEPT_MS,
    );
    for (const [key, { etag }] of ended.slice(0, PURGED_AT_ONCE)) {
      await confirmedRemove(this.store, this.clock, this.budget, key, etag);
      // Where another replica has raised it meanwhile, the next listing reads it again.
      this.known.delete(key);
    }
  }

  private async rewrite(record: NoticeRecord, told: boolean): Promise<NoticeRecord | null> {
    const known = this.known.get(noticeKey(record.id));
    if (known?.record?.write_id !== record.write_id) return null;
    return this.write(record.id, known, { ...record, told, write_id: this.newId() });
  }

  private async write(
    id: string,
    known: Known | undefined,
    record: NoticeRecord,
  ): Promise<NoticeRecord | null> {
    const { store, clock, budget } = this;
    const key = noticeKey(id);
    const condition = known === undefined ? 'absent' : { ifMatch: known.etag };
    const options = { condition, contentType: 'application/json', metadata: {} } as const;
    const result = await confirmedPut(store, clock, budget, key, encodeNotice(record), options);
    if (result.outcome === 'stored') {
      this.known.set(key, { etag: result.etag, record });
      return record.told ? null : record;
    }
    const object = await this.read(key);
    if (object === null) this.known.delete(key);
    else this.keep(key, object);
    return null;
  }

  private async read(key: string): Promise<StoredObject | null> {
    const { store, clock, budget } = this;
    const read = await patientRead(clock, budget, (signal) => store.get(key, { signal }));
    return read.outcome === 'found' ? read.object : null;
  }

  private keep(key: string, { etag, bytes }: StoredObject): NoticeRecord | null {
    const decoded = decodeNotice(bytes);
    const record = decoded !== null && noticeKey(decoded.id) === key ? decoded : null;
    this.known.set(key, { etag, record });
    return record;
  }
}
