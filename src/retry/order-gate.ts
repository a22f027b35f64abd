import { Catalog } from '../catalog/catalog.js';
import { objectKeyOf, type Summary } from '../catalog/summary.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';

/** Keeps the order of events (ORDER_BY): a newer event waits for older ones with the same value in that field. */
export class OrderGate {
  constructor(
    private readonly catalog: Catalog,
    private readonly letters: DeadLetterStore,
  ) {}

  /**
   * The answer of the catalog, for callers that look through many records. An error of the catalog only causes a wait.
   */
  mustWait(summary: Pick<Summary, 'name' | 'orderKey'>): boolean {
    return this.catalog.blockerOf(summary) !== undefined;
  }

  /**
   * Finds the record for which this one, which was just read, must wait. The answer comes from a read of that record.
   *
   * @returns its key; `null`: it need not wait for any known record
   * @throws StoreError when the store gives no usable answer.
   */
  async blockerOf(key: string): Promise<string | null> {
    for (;;) {
      const summary = this.catalog.find(key);
      const blocker = summary && this.catalog.blockerOf(summary);
      if (blocker === undefined) return null;
      // The read updates the catalog, so a record that is done is no longer ahead.
      await this.letters.read(objectKeyOf(blocker));
      if (this.catalog.blockerOf(summary!)?.name === blocker.name) return objectKeyOf(blocker);
    }
  }
}
