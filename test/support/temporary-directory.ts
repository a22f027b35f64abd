import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty directory. `remove` takes it away with all it holds. */
export async function temporaryDirectory(): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'cxone-dlq-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}
