import { loadConfig } from '../../src/config/config.js';
import { Catalog } from '../../src/catalog/catalog.js';
import { followRecords } from '../../src/catalog/follow-records.js';
import { DeadLetterStore } from '../../src/dlq/dead-letter.store.js';
import type { CxoneValidator } from '../../src/processing/cxone-validator.js';
import { ProcessingService } from '../../src/processing/processing.service.js';
import { TargetBreakers } from '../../src/processing/target-breakers.js';
import { Facts } from '../../src/runtime/facts.js';
import { Shutdown } from '../../src/runtime/shutdown.js';
import type { IngestService } from '../../src/webhook/ingest.service.js';
import type { StoreFirstService } from '../../src/webhook/store-first.service.js';
import { attemptClasses, ingestClasses, type AttemptClasses } from './attempt-classes.js';
import { GateProcessor } from './gate-processor.js';
import { MemoryLog } from './memory-log.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { oneTarget } from './one-target.js';
import { TestClock } from './test-clock.js';
import { withSettings, type Settings } from './with-settings.js';

/** The classes that take events in, on a store in memory and a clock that a test moves. */
export class IngestWorld {
  readonly log = new MemoryLog();
  readonly gate = new GateProcessor();
  readonly clock = new TestClock();
  readonly store = new MemoryObjectStore(this.clock);
  readonly catalog: Catalog;
  readonly letters: DeadLetterStore;
  readonly processing: ProcessingService;
  /** Shared by what takes events in and, in a test of both, by what retries them. */
  readonly classes: AttemptClasses;
  readonly storeFirst: StoreFirstService;
  readonly shutdown = new Shutdown();
  readonly ingest: IngestService;

  /** @param name of the replica */
  constructor(env: Record<string, string> = {}, settings: Settings = {}, name = 'r') {
    const { clock, log } = this;
    const config = withSettings(loadConfig(env), settings);
    const facts = new Facts(log);
    let writes = 0;
    this.catalog = new Catalog(config, clock);
    const budget = { totalMs: config.store.callTimeoutMs, pauseMs: 100 };
    this.letters = new DeadLetterStore(this.store, clock, budget, () => `w${writes++}`, {
      deletesAtomically: () => true,
      facts,
    });
    followRecords(this.catalog, facts);
    const router = oneTarget('Gate', this.gate);
    const validator = { validate: async () => {} } as unknown as CxoneValidator;
    const breakers = new TargetBreakers(config, clock, log, facts);
    this.processing = new ProcessingService(router, clock, log, validator, breakers, config);
    let ids = 0;
    this.classes = attemptClasses({
      letters: this.letters,
      catalog: this.catalog,
      processing: this.processing,
      shutdown: this.shutdown,
      config,
      clock,
      random: () => 0.5,
      newId: () => `${name}-${ids++}`,
      name,
      log,
    });
    ({ storeFirst: this.storeFirst, ingest: this.ingest } = ingestClasses(this.classes));
  }

  /** The records of an event that are in the store. */
  recordsOf(identity: string): string[] {
    return [...this.store.objects.keys()].filter((key) => key.endsWith(`-${identity}.json`));
  }
}
