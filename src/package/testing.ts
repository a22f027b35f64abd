/** The entry `cxone-dlq/testing`: what the tests of a processor need. */
export {
  runProcessor,
  type ProcessorRun,
  type RunOptions,
  type StoredRecord,
} from './testing/run-processor.js';
export { TestClock } from './testing/test-clock.js';
export { MemoryObjectStore } from '../store/memory/memory-object-store.js';
export { SystemClock, type Clock } from '../runtime/clock.js';
export type { ObjectStore } from '../store/object-store.port.js';
