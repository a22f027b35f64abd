import { createHash } from 'node:crypto';
import type { Clock } from '../../runtime/clock.js';
import { confirmedPut, confirmedRemove, patientRead, type CallBudget } from '../confirmed-calls.js';
import { compareKeys } from '../file/object-key.js';
import type { ObjectStore, ReadableStore } from '../object-store.port.js';
import { MoveStopped } from './move-stopped.js';
import { PASS_ENDED, rowOfLine, type MovedRow } from './moved-row.js';
import { orderedEntries } from './ordered-entries.js';
import { PassJournal } from './pass-journal.js';

export const MOVES_PREFIX = 'moves/';

const CHUNK = /^(\d{6})\/(\d{6})\.ndjson$/;

/** The chunks of one pass, in order. */
interface Pass {
  number: number;
  chunks: Array<{ key: string; etag: string }>;
}

/**
 * What moves from one source have noted in their target, `moves/{source}/{pass}/{chunk}.ndjson`. Each object is written
 * once. A pass goes through all keys in order, so a pass that was interrupted has noted all keys up to its last row, and
 * the pass before it counts for the others.
 */
export class MoveJournal {
  private readonly prefix: string;

  /** @param source where the source is, such as `s3://bucket`: it names the move */
  constructor(
    private readonly store: ReadableStore,
    private readonly clock: Clock,
    private readonly budget: CallBudget,
    private readonly source: string,
  ) {
    const id = createHash('sha256').update(source).digest('hex').slice(0, 16);
    this.prefix = `${MOVES_PREFIX}${id}/`;
  }

  /** The latest row of each key as of now, in ascending order of keys. Reading throws MoveStopped where a row is broken. */
  async rows(): Promise<AsyncGenerator<MovedRow, void, undefined>> {
    return this.rowsOf(await this.passes());
  }

  private async *rowsOf(passes: readonly Pass[]): AsyncGenerator<MovedRow, void, undefined> {
    let last = '';
    for (const pass of passes.toReversed()) {
      const covered = last;
      for (const { key } of pass.chunks) {
        for (const line of await this.lines(key)) {
          if (line === PASS_ENDED) return;
          const row = rowOfLine(line);
          if (row === null) throw this.unreadable(key);
          if (compareKeys(row.key, covered) <= 0) continue;
          if (compareKeys(row.key, last) <= 0) throw this.unreadable(key);
          last = row.key;
          yield row;
        }
      }
    }
  }

  /**
   * Begins the next pass.
   *
   * @param run an id of its own, so that two runs do not take each other's objects for theirs
   * @throws MoveStopped where another run begins the same pass
   */
  async begin(objects: ObjectStore, run: string): Promise<PassJournal> {
    const number = ((await this.passes()).at(-1)?.number ?? 0) + 1;
    const prefix = `${this.prefix}${digits(number)}/`;
    const put = (chunk: number, text: string) =>
      this.write(objects, `${prefix}${digits(chunk)}.ndjson`, text);
    const began = new Date(this.clock.now()).toISOString();
    await put(0, `${JSON.stringify({ move: 1, from: this.source, run, began_at: began })}\n`);
    return new PassJournal(put);
  }

  /** Removes the passes before the latest one, which came to its end. */
  async forget(objects: ObjectStore): Promise<void> {
    for (const { chunks } of (await this.passes()).slice(0, -1)) {
      for (const { key, etag } of chunks) {
        await confirmedRemove(objects, this.clock, this.budget, key, etag);
      }
    }
  }

  private async passes(): Promise<Pass[]> {
    const passes: Pass[] = [];
    for await (const { key, etag } of orderedEntries(this.store, this.clock, this.budget, [this.prefix])) {
      const [, name] = CHUNK.exec(key.slice(this.prefix.length)) ?? [];
      if (name === undefined) continue;
      const number = Number(name);
      if (passes.at(-1)?.number !== number) passes.push({ number, chunks: [] });
      passes.at(-1)!.chunks.push({ key, etag });
    }
    return passes;
  }

  /** The lines of a chunk; the first chunk of a pass says only whose it is. */
  private async lines(key: string): Promise<string[]> {
    if (key.endsWith(`/${digits(0)}.ndjson`)) return [];
    const read = await patientRead(this.clock, this.budget, (signal) => this.store.get(key, { signal }));
    // Another run has come to its end, and removed what is not needed any more.
    if (read.outcome === 'missing')
      throw new MoveStopped(`another run of this move is at work (${key} is gone)`);
    return Buffer.from(read.object.bytes).toString('utf8').trimEnd().split('\n');
  }

  private async write(objects: ObjectStore, key: string, text: string): Promise<void> {
    const put = await confirmedPut(objects, this.clock, this.budget, key, Buffer.from(text), {
      condition: 'absent',
      contentType: 'application/x-ndjson',
      metadata: {},
    });
    if (put.outcome === 'stored') return;
    throw new MoveStopped(`another run of this move is at work: it has written ${key}`);
  }

  private unreadable(key: string): MoveStopped {
    return new MoveStopped(
      `${key}: expected what a move has written. Remove all objects under ${this.prefix} in the target: the next run ` +
        'then compares every object anew',
    );
  }
}

function digits(number: number): string {
  return String(number).padStart(6, '0');
}
