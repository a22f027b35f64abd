import type { Facts } from '../runtime/facts.js';
import type { Catalog } from './catalog.js';

/** Notes in the catalog what this process writes, removes and reads, from now on. */
export function followRecords(catalog: Catalog, facts: Facts): void {
  facts.on('record_changed', (fact) => {
    if (fact.change === 'removed') catalog.removed(fact.key);
    else catalog.written(fact.key, fact.etag, fact.letter, fact.before);
  });
  facts.on('record_read', (fact) => {
    if (fact.outcome === 'found') catalog.seen(fact.sight);
    else if (fact.outcome === 'missing') catalog.missed(catalog.moment(), fact.key);
    else catalog.denied(fact.key, fact.reason);
  });
}
