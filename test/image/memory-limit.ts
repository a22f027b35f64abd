import { existsSync } from 'node:fs';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A limit of memory for some processes, as a container has it. */
export interface MemoryLimit {
  /** How it is held: by the kernel, or by looking at the peak afterwards. */
  heldBy: 'cgroup' | 'peak';
  cgroups: string[];
  /** The most memory that was in use, bytes: of all processes in the cgroup, or of the one whose id is given. */
  peak(pid: number): Promise<number>;
  remove(): Promise<void>;
}

const ROOT = '/sys/fs/cgroup';

/**
 * A cgroup below the one of this process, of version 1 or 2. Where none can be made, such as in a container whose
 * /sys/fs/cgroup is read-only, nothing holds the limit, and the caller compares the peak.
 */
export async function memoryLimit(bytes: number): Promise<MemoryLimit> {
  const lines = (await readFile('/proc/self/cgroup', 'utf8')).split('\n').map((line) => line.split(':'));
  const own = lines.find(([, controllers]) => controllers === 'memory')?.[2];
  const name = `cxone-dlq-image-${process.pid}`;
  const [directory, limit, peak] =
    own === undefined
      ? [join(ROOT, lines.find(([id]) => id === '0')?.[2] ?? '', name), 'memory.max', 'memory.peak']
      : [join(ROOT, 'memory', own, name), 'memory.limit_in_bytes', 'memory.max_usage_in_bytes'];
  try {
    await mkdir(directory);
    await writeFile(join(directory, limit), String(bytes));
    const swap = join(directory, own === undefined ? 'memory.swap.max' : 'memory.memsw.limit_in_bytes');
    if (existsSync(swap)) await writeFile(swap, String(own === undefined ? 0 : bytes));
    return {
      heldBy: 'cgroup',
      cgroups: [directory],
      peak: async () => Number(await readFile(join(directory, peak), 'utf8')),
      remove: () => rmdir(directory),
    };
  } catch {
    await rmdir(directory).catch(() => {});
    return { heldBy: 'peak', cgroups: [], peak: peakOf, remove: async () => {} };
  }
}

/** The most memory that a process had in use, bytes. */
async function peakOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024;
}
