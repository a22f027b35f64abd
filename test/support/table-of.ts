import { withheld, type Summary } from '../../src/catalog/summary.js';
import { SummaryTable } from '../../src/catalog/table/summary-table.js';

const NOTHING = withheld('dlq/x', '', undefined);

/** A table of these summaries. What they leave out is empty. Those without a name get one each. */
export function tableOf(summaries: ReadonlyArray<Partial<Summary>>): SummaryTable {
  const table = new SummaryTable();
  for (const [nth, summary] of summaries.entries()) {
    table.set({ ...NOTHING, name: `dlq/${String(nth).padStart(9, '0')}`, ...summary }, 0);
  }
  return table;
}
