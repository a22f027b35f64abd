import { AggregatorRegistry } from 'prom-client';
import { Problem } from '../../http/problem.js';
import type { Clock } from '../../runtime/clock.js';
import type { Scrape } from '../scrape.js';
import type { Family } from './families.js';
import { ANSWER_WITHIN_MS } from './fleet-collector.js';
import { isAboutMetrics, type FromWorker, type ToWorker } from './fleet-messages.js';

/** The way to the first process. */
export interface FleetChannel {
  send(message: FromWorker): void;
  /** Calls `listener` with each message of the first process from now on. */
  onMessage(listener: (message: unknown) => void): void;
}

/** The first process waits for the workers, and then has to join what they say. */
const ALL_WITHIN_MS = 3 * ANSWER_WITHIN_MS;

/** The metrics of all workers, whichever of them is scraped. */
export class FleetScrape implements Scrape {
  private asked = 0;
  private readonly waiting = new Map<number, (families: Family[]) => void>();

  /** @param own reads the metrics of this worker */
  constructor(
    private readonly own: () => Promise<Family[]>,
    private readonly channel: FleetChannel,
    private readonly clock: Clock,
  ) {
    channel.onMessage((message) => {
      if (isAboutMetrics(message)) void this.heard(message);
    });
    channel.send({ metrics: 'ready' });
  }

  /** @throws Problem 503 where the first process does not answer: the counters of one worker would be a fall */
  async text(): Promise<string> {
    const families = await this.all();
    return AggregatorRegistry.aggregate([families]).metrics();
  }

  private all(): Promise<Family[]> {
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(ALL_WITHIN_MS, () => {
        this.waiting.delete(id);
        reject(Problem.overloaded('The process that starts the workers does not answer; scrape again.'));
      });
      this.waiting.set(id, (families) => {
        cancel();
        this.waiting.delete(id);
        resolve(families);
      });
      this.channel.send({ metrics: 'ask', id });
    });
  }

  private async heard(message: ToWorker): Promise<void> {
    if (message.metrics === 'all') return this.waiting.get(message.id)?.(message.families);
    const families = await this.own();
    this.channel.send({ metrics: 'own', id: message.id, families: families.map(finite) });
  }
}

/** A message has no place for NaN, which the event loop's delay is before it was measured. */
function finite(family: Family): Family {
  return { ...family, values: family.values.filter(({ value }) => Number.isFinite(value)) };
}
