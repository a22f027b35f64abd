import { loadConfig } from '../../src/config/config.js';
import { decodeRecord } from '../../src/dlq/dead-letter.codec.js';
import type { DeadLetter } from '../../src/domain/letter/dead-letter.js';
import { startCore, type Core, type CorePorts } from './core.js';
import { GateProcessor } from './gate-processor.js';
import { MemoryLog } from './memory-log.js';
import { MemoryObjectStore } from './memory-object-store.js';
import { oneTarget } from './one-target.js';
import { TestClock } from './test-clock.js';
import { withSettings, type Settings } from './with-settings.js';

/** A core on a store in memory, on a clock that a test moves, with a processor whose verdict a test sets. */
export interface CoreWorld extends Core {
  log: MemoryLog;
  gate: GateProcessor;
  clock: TestClock;
  store: MemoryObjectStore;
}

export interface CoreWorldOptions extends Pick<CorePorts, 'acknowledge'> {
  env?: Record<string, string>;
  settings?: Settings;
  /** The name of the replica; `r` unless another is named. */
  name?: string;
  /** What replicas of one test share. */
  clock?: TestClock;
  store?: MemoryObjectStore;
  gate?: GateProcessor;
}

/** A test that needs a directory names one of its own: that of the checkout may hold data of a service. */
const NO_DIRECTORY = '/nonexistent';

export async function startCoreWorld(options: CoreWorldOptions = {}): Promise<CoreWorld> {
  const {
    env = {},
    settings = {},
    name = 'r',
    clock = new TestClock(),
    gate = new GateProcessor(),
  } = options;
  const { store = new MemoryObjectStore(clock), acknowledge } = options;
  const log = new MemoryLog();
  const core = await startCore({
    name,
    bare: store,
    router: oneTarget('Gate', gate),
    config: withSettings(loadConfig({ DATA_DIR: NO_DIRECTORY, ...env }), settings),
    clock,
    random: () => 0.5,
    log,
    acknowledge,
  });
  return { ...core, log, gate, clock, store };
}

/** The keys of the records of an event that are in the store. @param end of the event: its identity or its suffix */
export function recordsOf(store: MemoryObjectStore, end: string): string[] {
  return [...store.objects.keys()].filter((key) => key.endsWith(`-${end}.json`));
}

/** The records in the store, decoded. @throws Error where an object is no record */
export function lettersIn({ objects }: MemoryObjectStore): DeadLetter[] {
  return [...objects].map(([key, { bytes, metadata }]) => {
    const decoded = decodeRecord(key, bytes, metadata);
    if (decoded.kind !== 'record') throw new Error(decoded.kind);
    return decoded.letter;
  });
}
