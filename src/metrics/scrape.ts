import { Registry } from 'prom-client';
import type { Family } from './fleet/families.js';

/** The answer to a scrape, in the Prometheus text format. */
export interface Scrape {
  /** @throws Error where it is not complete: a scrape that fails is better than counters that seem to fall */
  text(): Promise<string>;
}

export const SCRAPE = Symbol('SCRAPE');

/** https://prometheus.io/docs/instrumenting/exposition_formats/ */
export const TEXT_FORMAT = Registry.PROMETHEUS_CONTENT_TYPE;

/** The metrics of this process. */
export class OwnScrape implements Scrape {
  constructor(private readonly registries: readonly Registry[]) {}

  async text(): Promise<string> {
    return this.registry().metrics();
  }

  /** The same, to be joined with that of other processes. */
  async families(): Promise<Family[]> {
    const metrics = await this.registry().getMetricsAsJSON();
    return metrics.map(({ type, ...metric }) => ({ ...metric, type: String(type) }));
  }

  private registry(): Registry {
    return Registry.merge([...this.registries]);
  }
}
