import { describeError, type Log } from './logger.js';

/** A gauge without labels. */
type Alone = Record<string, never>;

/**
 * What can be read at any time, by the name of the gauge, and its labels. Durations are in seconds. docs/metrics.md says
 * what each means.
 */
export interface GaugeTypes {
  dead_letters: { status: string };
  oldest_unresolved_age_seconds: Alone;
  due: Alone;
  in_flight: { kind: 'webhook' | 'retry' | 'api' | 'store' };
  retry_places: Alone;
  /** 1: open, 0: closed. */
  breaker_open: { target: string };
  catalog_age_seconds: Alone;
  store_free_bytes: Alone;
  store_size_bytes: Alone;
  /** 1: not ok, 0: ok. */
  degraded: { check: string };
  job_members: { outcome: string };
}

export type GaugeName = keyof GaugeTypes;

export interface GaugeReading<N extends GaugeName> {
  labels: GaugeTypes[N];
  value: number;
}

/**
 * Reads what was counted before: it runs at every scrape, so it must visit no record and call nobody. What does not
 * exist has no reading, instead of a 0 that would mean something else.
 */
export type GaugeSource<N extends GaugeName> = () => Iterable<GaugeReading<N>>;

type Sources = { [N in GaugeName]?: ReadonlyArray<GaugeSource<N>> };

/** Where each room offers its gauges. Whoever shows them reads them when it is asked. */
export class Gauges {
  private readonly sources: Sources = {};

  constructor(private readonly log: Pick<Log, 'error'>) {}

  /** Adds a source. Several sources of one gauge have different labels. */
  add<N extends GaugeName>(name: N, source: GaugeSource<N>): void {
    const known: Sources[N] = this.sources[name];
    Object.assign(this.sources, { [name]: [...(known ?? []), source] });
  }

  /** Adds a source with one reading. */
  addOne<N extends GaugeName>(name: N, labels: GaugeTypes[N], read: () => number): void {
    this.add(name, () => [{ labels, value: read() }]);
  }

  /** What the sources of a gauge say now. A source that throws is logged (`gauge_failed`), and left out. */
  read<N extends GaugeName>(name: N): Array<GaugeReading<N>> {
    const known: Sources[N] = this.sources[name];
    return (known ?? []).flatMap((source) => {
      try {
        return [...source()];
      } catch (error) {
        this.log.error('gauge_failed', { gauge: name, ...describeError(error) });
        return [];
      }
    });
  }
}
