import type { GaugeName, Gauges, GaugeReading } from '../runtime/gauges.js';
import type { Instruments } from './instruments.js';
import { OTHER } from './label-values.js';
import { MAX_TARGETS } from './target-labels.js';

const SHOWN = [
  'dead_letters',
  'oldest_unresolved_age_seconds',
  'due',
  'in_flight',
  'retry_places',
  'breaker_open',
  'catalog_age_seconds',
  'store_free_bytes',
  'store_size_bytes',
  'degraded',
  'job_members',
] as const satisfies readonly GaugeName[];

/** Shows what the rooms offer, as it is at each scrape, and what runs. */
export function showGauges(
  gauges: Gauges,
  instruments: Instruments,
  build: { version: string; node: string },
): void {
  for (const name of SHOWN) {
    instruments.gauge(name, (gauge) => {
      gauge.reset();
      const readings = bounded<GaugeName>(gauges.read<GaugeName>(name));
      for (const { labels, value } of readings) gauge.set(labels, value);
      // A gauge without labels is 0 after its reset, and 0 would be a reading.
      if (readings.length === 0) gauge.remove({});
    });
  }
  // The process that starts the workers knows; a process that is alone has nothing to say.
  instruments.gauge('workers', () => {});
  instruments.gauge('build_info', (gauge) => gauge.set(build, 1));
}

/** Readings beyond MAX_TARGETS are one, the greatest of them. */
function bounded<N extends GaugeName>(
  readings: ReadonlyArray<GaugeReading<N>>,
): ReadonlyArray<GaugeReading<N>> {
  const beyond = readings.slice(MAX_TARGETS);
  const [first] = beyond;
  if (first === undefined) return readings;
  const labels = Object.fromEntries(Object.keys(first.labels).map((label) => [label, OTHER]));
  const value = Math.max(...beyond.map((reading) => reading.value));
  return [...readings.slice(0, MAX_TARGETS), { labels: labels as GaugeReading<N>['labels'], value }];
}
