import { Registry } from 'prom-client';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Gauges } from '../runtime/gauges.js';
import { countFacts } from './count-facts.js';
import { FleetScrape, type FleetChannel } from './fleet/fleet-scrape.js';
import { Instruments } from './instruments.js';
import { processRegistry } from './process-registry.js';
import { OwnScrape, type Scrape } from './scrape.js';
import { showGauges } from './show-gauges.js';

export interface MetricsParts {
  facts: Facts;
  gauges: Gauges;
  /** What runs. */
  build: { version: string; node: string };
  /** To the other workers; `null`: there are none. */
  fleet: FleetChannel | null;
  clock: Clock;
}

/** Counts from now on what happens, and shows it to whoever scrapes. */
export function composeMetrics({ facts, gauges, build, fleet, clock }: MetricsParts): { scrape: Scrape } {
  const registry = new Registry();
  const instruments = new Instruments(registry);
  countFacts(facts, instruments);
  showGauges(gauges, instruments, build);
  const own = new OwnScrape([registry, processRegistry()]);
  return { scrape: fleet === null ? own : new FleetScrape(() => own.families(), fleet, clock) };
}
