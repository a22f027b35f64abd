import type { ProcessMemory } from './idle-collection.js';
import { measureLoop } from './loop-work.js';

/** The memory of this process. `null`: Node was started without `--expose-gc`, so nothing can be collected. */
export function memoryOfProcess(): ProcessMemory | null {
  const { gc } = globalThis;
  if (gc === undefined) return null;
  return {
    workedShare: measureLoop(),
    read: () => {
      const { rss: resident, heapUsed } = process.memoryUsage();
      return { resident, heapUsed };
    },
    // V8 makes the young generation small again only as a last resort (`CollectAllAvailableGarbage`). Node 20 knows no
    // such options, and collects the young generation alone; a whole collection (`gc()`) would return nothing there.
    collect: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
