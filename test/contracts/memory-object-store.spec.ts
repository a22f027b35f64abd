import { SystemClock } from '../../src/runtime/clock.js';
import { MemoryObjectStore } from '../../src/store/memory/memory-object-store.js';
import { describeObjectStore } from './object-store.contract.js';

describeObjectStore('MemoryObjectStore', async () => {
  const store = new MemoryObjectStore(new SystemClock());
  return { store, close: () => store.close() };
});
