import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { BUCKETS_S, DEFINITIONS, PREFIX, type MetricName } from './definitions.js';

type NamesOf<Type extends string> = {
  [N in MetricName]: (typeof DEFINITIONS)[N]['type'] extends Type ? N : never;
}[MetricName];

type LabelOf<N extends MetricName> = (typeof DEFINITIONS)[N]['labels'][number];

/** Makes the metrics of DEFINITIONS in one registry. */
export class Instruments {
  constructor(private readonly registry: Registry) {}

  /** @param zeros the labels that are shown with 0 from the beginning, so that a first increase is seen as one */
  counter<N extends NamesOf<'counter'>>(
    name: N,
    zeros: ReadonlyArray<Record<LabelOf<N>, string>>,
  ): Counter<LabelOf<N>> {
    const counter = new Counter<LabelOf<N>>(this.settingsOf(name));
    for (const labels of zeros) counter.inc(labels, 0);
    return counter;
  }

  histogram<N extends NamesOf<'histogram'>>(name: N): Histogram<LabelOf<N>> {
    return new Histogram<LabelOf<N>>({ ...this.settingsOf(name), buckets: [...BUCKETS_S] });
  }

  /** @param collect sets the gauge at a scrape */
  gauge<N extends NamesOf<'gauge'>>(name: N, collect: (gauge: Gauge<LabelOf<N>>) => void): Gauge<LabelOf<N>> {
    return new Gauge<LabelOf<N>>({
      ...this.settingsOf(name),
      collect() {
        collect(this);
      },
    });
  }

  private settingsOf<N extends MetricName>(name: N) {
    const { labels, meaning, workers } = DEFINITIONS[name];
    return {
      name: PREFIX + name,
      help: meaning,
      labelNames: [...labels] as Array<LabelOf<N>>,
      registers: [this.registry],
      aggregator: workers,
    };
  }
}
