import { CatalogCounts } from './catalog-counts.js';
import { CauseIndex } from './cause-index.js';
import { OrderIndex } from './order-index.js';
import { isOpen, type Summary } from './summary.js';
import type { SummaryRow } from './table/row-cursor.js';

/** What is kept beside the summaries while they come and go, so that nobody has to visit them all for it. */
export class SideIndexes {
  /** Which records others wait for (ORDER_BY). */
  readonly lines = new OrderIndex();
  readonly causes = new CauseIndex();
  readonly counts = new CatalogCounts();

  /** @param parkedBlocks whether a record that waits for a person holds back those after it */
  constructor(private readonly parkedBlocks: boolean) {}

  /** `after` is in the catalog in place of `before`, under the same name. */
  replace(before: SummaryRow | undefined, after: Summary | undefined): void {
    this.causes.replace(before, after);
    this.counts.replace(before, after);
    const was = before?.orderKey ?? null;
    if (before !== undefined && was !== null && was !== after?.orderKey) this.lines.remove(was, before.name);
    if (after === undefined || after.orderKey === null) return;
    if (this.holdsBack(after)) this.lines.add(after.orderKey, after.name);
    else this.lines.remove(after.orderKey, after.name);
  }

  private holdsBack(summary: Summary): boolean {
    return isOpen(summary) && (summary.status !== 'parked' || this.parkedBlocks);
  }
}
