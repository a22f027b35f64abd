import { Catalog } from '../catalog/catalog.js';
import { objectKeyOf, type Summary } from '../catalog/summary.js';
import { DeadLetterStore } from '../dlq/dead-letter.store.js';

/** Keeps events that have an order of their own in it (ORDER_BY): a newer one waits for the older ones. */
export class OrderGate {
  constructor(
    private readonly catalog: Catalog,
    private readonly letters: DeadLetterStore,
  ) {}

  /** What the catalog knows, for whoever looks through many; what it knows wrongly costs a wait. */
  mustWait(summary: Summary): boolean {
    return this.catalog.blockerOf(summary) !== undefined;
  }

  /**
   * Which record this one, which was just read, has to wait for, by a reading of that one.
   *
   * @returns its key; `null`: it need not wait for any that is known here
   * @throws StoreError when the store gives no usable answer.
   */
  async blockerOf(key: string): Promise<string | null> {
    for (;;) {
      const summary = this.catalog.find(key);
      const blocker = summary && this.catalog.blockerOf(summary);
      if (blocker === undefined) return null;
      // A read notes what it finds: what is done by now is no longer ahead.
      await this.letters.read(objectKeyOf(blocker));
      if (this.catalog.blockerOf(summary!)?.name === blocker.name) return objectKeyOf(blocker);
    }
  }
}
