import { shownRecord } from '../../dlq/shown-record.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { usableRecord } from '../../dlq/usable-record.js';
import { toJsonText } from '../../domain/json/json-text.js';
import type { Masking } from '../../domain/masking/masking.js';
import type { LoopTurns } from '../../runtime/loop-turns.js';
import { StoreError } from '../../store/store-error.js';
import type { Catalog } from '../catalog.js';
import { matcher, type CatalogFilter } from '../catalog-filter.js';
import { summaryDto, type EventSummaryDto } from '../events.dto.js';
import { objectKeyOf, traceIdOf, type Summary } from '../summary.js';
import { csvLine } from './csv-line.js';
import { inOrder } from './in-order.js';

/** Lines of CSV that are made before others have their turn. */
const LINES_AT_ONCE = 256;

/** Records that one export reads at once: a small part of what the store takes, so that events come first. */
const READS_AT_ONCE = 4;

/** Those of the listing, in its order. */
const COLUMNS = [
  'trace_id',
  'key',
  'event_id',
  'tenant_id',
  'interaction_id',
  'status',
  'error_code',
  'error',
  'retry_count',
  'first_failed_at',
  'failed_at',
  'next_retry_at',
  'schema_version',
  'fingerprint',
  'target',
  'edited',
  'blocked_by',
  'by_hand',
] as const satisfies ReadonlyArray<keyof EventSummaryDto>;

export interface ExportQuery {
  filter: CatalogFilter;
  /** The trace id that the export goes on after; empty: it begins with the first. */
  after: string;
}

/** Dead letters as lines, one after the other, in the order of their keys. Nothing is read before it is asked for. */
export class ExportLines {
  constructor(
    private readonly catalog: Pick<Catalog, 'rows' | 'get' | 'blockerOf'>,
    private readonly letters: Pick<DeadLetterStore, 'read'>,
    private readonly masking: Masking,
    private readonly turns: Pick<LoopTurns, 'next'>,
    /** Whether the service ends. */
    private readonly isEnding: () => boolean,
  ) {}

  /** What the catalog tells of each dead letter, without a call of the store. */
  async *csv({ filter, after }: ExportQuery): AsyncGenerator<string> {
    yield csvLine(COLUMNS);
    let lines = 0;
    for await (const summary of this.summaries(filter, after)) {
      if (++lines % LINES_AT_ONCE === 0) await this.turns.next();
      const line = summaryDto(summary, this.catalog.blockerOf(summary));
      yield csvLine(COLUMNS.map((column) => line[column]));
    }
  }

  /**
   * Each record as it may be shown, then one line that says whether that was all. Where it was not, that line names the
   * trace id to go on after.
   */
  async *records({ filter, after }: ExportQuery): AsyncGenerator<string> {
    let [exported, last] = [0, after];
    const end = (more: object) => `${JSON.stringify({ exported, ...more })}\n`;
    try {
      for await (const batch of inBatches(this.summaries(filter, after), READS_AT_ONCE)) {
        if (this.isEnding()) return yield end({ complete: false, after: last, error: 'the service ends' });
        const lines = await Promise.all(batch.map((summary) => this.lineOf(summary)));
        for (const [index, line] of lines.entries()) {
          if (line !== null) {
            yield `${line}\n`;
            exported++;
          }
          last = traceIdOf(batch[index]!) ?? last;
        }
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return yield end({ complete: false, after: last, error: 'the store gave no usable answer' });
    }
    yield end({ complete: true });
  }

  /** Those that were there when the export began, each as it is when its turn comes. */
  private async *summaries(filter: CatalogFilter, after: string): AsyncGenerator<Summary> {
    const matches = matcher(filter);
    for await (const name of inOrder(this.catalog.rows(), matches, after, () => this.turns.next())) {
      const summary = this.catalog.get(name);
      if (summary !== undefined && matches(summary)) yield summary;
    }
  }

  /** `null`: it is gone meanwhile. */
  private async lineOf(summary: Summary): Promise<string | null> {
    const key = objectKeyOf(summary);
    const record = usableRecord(await this.letters.read(key));
    if (record.kind === 'missing') return null;
    if (record.kind === 'usable') {
      // A record that somebody wrote by hand may have line breaks.
      return toJsonText(shownRecord(record.bytes, record.letter, this.masking).toString('utf8'));
    }
    return JSON.stringify({ trace_id: traceIdOf(summary), key, status: record.kind, error: record.reason });
  }
}

async function* inBatches<T>(items: AsyncIterable<T>, size: number): AsyncGenerator<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
