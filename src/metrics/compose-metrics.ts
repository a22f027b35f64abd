import { Registry } from 'prom-client';
import type { Facts } from '../runtime/facts.js';
import type { Gauges } from '../runtime/gauges.js';
import { countFacts } from './count-facts.js';
import { Instruments } from './instruments.js';
import { processRegistry } from './process-registry.js';
import { OwnScrape, type Scrape } from './scrape.js';
import { showGauges } from './show-gauges.js';

export interface MetricsParts {
  facts: Facts;
  gauges: Gauges;
  /** What runs. */
  build: { version: string; node: string };
}

/** Counts from now on what happens, and shows it to whoever scrapes. */
export function composeMetrics({ facts, gauges, build }: MetricsParts): { scrape: Scrape } {
  const registry = new Registry();
  const instruments = new Instruments(registry);
  countFacts(facts, instruments);
  showGauges(gauges, instruments, build);
  return { scrape: new OwnScrape([registry, processRegistry()]) };
}
