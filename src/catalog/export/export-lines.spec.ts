import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tableOf } from '../../../test/support/table-of.js';
import type { ReadResult } from '../../dlq/dead-letter.store.js';
import { NO_MASKING } from '../../domain/masking/masking.js';
import { StoreError } from '../../store/store-error.js';
import { LoopTurns } from '../../runtime/loop-turns.js';
import { withheld, type Summary } from '../summary.js';
import { ExportLines } from './export-lines.js';
import { inOrder } from './in-order.js';

const idOf = (ms: number) => `DLQ-${String(1_700_000_000_000 + ms)}-${'a'.repeat(32)}`;
const keyOf = (ms: number) => {
  const [year, month, day, hour] = new Date(1_700_000_000_000 + ms).toISOString().split(/[-T:]/);
  return `dlq/year=${year}/month=${month}/day=${day}/hour=${hour}/${idOf(ms)}.json`;
};
const summariesOf = (times: number[]): Summary[] => times.map((ms) => withheld(keyOf(ms), 'x', undefined));

/** All that an order yields. */
async function taken(summaries: Iterable<Summary>, after = ''): Promise<string[]> {
  const ids: string[] = [];
  for await (const name of inOrder(
    summaries,
    () => true,
    after,
    () => Promise.resolve(),
  )) {
    ids.push(name);
  }
  return ids;
}

describe('the order of an export', () => {
  it('is that of the trace ids, whatever the order in memory, from every position on', async () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 100_000 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(times, fc.nat(40), async (all, nth) => {
        const ids = all.toSorted((a, b) => a - b).map(idOf);
        expect(await taken(summariesOf(all))).toEqual(ids);
        const after = ids[nth] ?? '';
        expect(await taken(summariesOf(all), after)).toEqual(ids.filter((id) => id > after));
      }),
    );
  });

  it('is that of many, with turns for others in between', async () => {
    // 7,919 is a prime: the times come in no order.
    const times = Array.from({ length: 20_000 }, (_, nth) => (nth * 7_919) % 20_000);
    let pauses = 0;
    const order = inOrder(
      summariesOf(times),
      () => true,
      '',
      async () => void pauses++,
    );
    let [last, count] = ['', 0];
    for await (const id of order) {
      if (id <= last) throw new Error(`${id} comes after ${last}`);
      [last, count] = [id, count + 1];
    }
    expect([count, last]).toEqual([20_000, idOf(19_999)]);
    expect(pauses).toBeGreaterThanOrEqual(4);
  });
});

describe('the records of an export', () => {
  function linesOf(read: (key: string) => Promise<ReadResult>, isEnding = () => false) {
    const summaries = summariesOf(Array.from({ length: 40 }, (_, i) => i));
    const table = tableOf(summaries);
    const catalog = {
      rows: () => table.rows(),
      get: (name: string) => table.get(name),
      blockerOf: () => undefined,
    };
    return new ExportLines(catalog, { read }, NO_MASKING, new LoopTurns(), isEnding).records({
      filter: {},
      after: '',
    });
  }
  const unreadable = async (key: string): Promise<ReadResult> => ({
    outcome: 'unreadable',
    key,
    reason: 'archived',
  });

  it('are read only as they are taken, a few at once', async () => {
    let reads = 0;
    const lines = linesOf((key) => (reads++, unreadable(key)));
    expect(reads).toBe(0);
    for (let i = 0; i < 5; i++) await lines.next();
    expect(reads).toBe(8);
    await lines.return(undefined);
    expect(reads).toBe(8);
  });

  it('end with what is done and where to go on, when the store fails on the way', async () => {
    const down = new StoreError('down', { outcomeUnknown: false, retryable: true });
    const lines: string[] = [];
    for await (const line of linesOf((key) => (key >= keyOf(10) ? Promise.reject(down) : unreadable(key)))) {
      lines.push(line);
    }
    // Records are read four at once, and those of the part that failed are left to the next export.
    expect(lines).toHaveLength(9);
    expect(JSON.parse(lines.at(-1)!)).toEqual({
      exported: 8,
      complete: false,
      after: idOf(7),
      error: 'the store gave no usable answer',
    });
  });

  it('end when the service ends', async () => {
    const lines = linesOf(unreadable, () => true);
    const { value } = await lines.next();
    expect(JSON.parse(String(value))).toMatchObject({ exported: 0, complete: false });
    expect((await lines.next()).done).toBe(true);
  });
});
