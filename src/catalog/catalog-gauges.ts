import type { Clock } from '../runtime/clock.js';
import type { Gauges } from '../runtime/gauges.js';
import type { CatalogService } from './catalog.service.js';

/** Offers what the catalog has counted. Nothing here visits a record. */
export function offerGauges(gauges: Gauges, service: CatalogService, clock: Clock): void {
  const { catalog } = service;
  gauges.add('dead_letters', () =>
    catalog.counts.byStatus().map(([status, value]) => ({ labels: { status }, value })),
  );
  gauges.addOne('oldest_unresolved_age_seconds', {}, () => {
    const oldest = catalog.counts.oldestUnresolvedAt();
    return oldest === null ? 0 : Math.max(0, clock.now() - oldest) / 1_000;
  });
  gauges.addOne('due', {}, () => catalog.counts.dueAt(clock.now()));
  gauges.addOne('catalog_age_seconds', {}, () => service.ageMs / 1_000);
}
