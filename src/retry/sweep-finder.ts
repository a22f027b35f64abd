import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { DeadLetterListing, type ListedKey } from '../dlq/dead-letter.listing.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';
import { mapInOrder } from '../dlq/in-order.js';
import { nextTask } from '../domain/agenda.js';
import { isUnresolved } from '../domain/dead-letter.js';
import { identityOfTraceId } from '../domain/trace-id.js';
import { CLOCK, type Clock } from '../runtime/clock.js';
import type { Twins } from './merge.service.js';
import { SweepNotes, type SweepNote } from './sweep-notes.js';
import { TwinFinder } from './twin-finder.js';

export interface DueTask {
  key: string;
  kind: 'retry' | 'purge';
  schemaVersion: string;
}

/** What one look at the store has found. */
export interface SweepFindings {
  tasks: DueTask[];
  twins: Twins[];
  corrupt: number;
  foreign: number;
}

/** Looks for what is to be done: one listing, and a reading of what has changed since the last. */
@Injectable()
export class SweepFinder {
  private readonly notes = new SweepNotes();

  constructor(
    private readonly listing: DeadLetterListing,
    private readonly letters: DeadLetterStore,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * @param signal ends the look early, with nothing found
   * @throws StoreError when the store gives no usable answer.
   */
  async find(signal: AbortSignal): Promise<SweepFindings> {
    const found: SweepFindings = { tasks: [], twins: [], corrupt: 0, foreign: 0 };
    const finder = new TwinFinder();
    const listed = this.listing.keys({ order: 'asc' });
    const noted = mapInOrder(listed, this.config.retry.concurrency, async (item) => ({
      ...item,
      note: await this.note(item),
    }));
    for await (const { key, note } of noted) {
      if (signal.aborted) return { ...found, tasks: [] };
      if (note === null) continue;
      if (note.kind !== 'record') {
        found[note.kind]++;
        continue;
      }
      const { task, schemaVersion, identity } = note;
      if (identity !== null) finder.add(key, identity);
      if (task.kind !== 'none' && task.at <= this.clock.now()) {
        found.tasks.push({ key, kind: task.kind, schemaVersion });
      }
    }
    this.notes.endOfListing();
    return { ...found, twins: finder.twins };
  }

  /** `null`: gone since it was listed. */
  private async note({ key, traceId, etag }: ListedKey): Promise<SweepNote | null> {
    const known = this.notes.find(key, etag);
    if (known !== undefined) return known;
    const none = { task: { kind: 'none' }, schemaVersion: '', identity: null } as const;
    if (traceId === null) return this.keep(key, { ...none, etag, kind: 'foreign' });
    const read = await this.letters.read(key);
    if (read.outcome === 'missing') return null;
    if (read.decoded.kind !== 'record') {
      return this.keep(key, { ...none, etag: read.etag, kind: read.decoded.kind });
    }
    const { letter } = read.decoded;
    const task = nextTask(letter, read.times, this.config.retention, this.clock.now());
    const { schemaVersion, identity } = letter.event;
    const tells = isUnresolved(letter.status) && identityOfTraceId(traceId) === identity;
    return this.keep(key, {
      etag: read.etag,
      kind: 'record',
      task,
      schemaVersion,
      identity: tells ? identity : null,
    });
  }

  private keep(key: string, note: SweepNote): SweepNote {
    this.notes.add(key, note);
    return note;
  }
}
