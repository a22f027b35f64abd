import { forEachAtMost } from '../../runtime/for-each.js';
import type { ObjectStore, PutOptions, PutResult, RemoveResult } from '../object-store.port.js';
import type { PatientCalls, Told } from './patient-calls.js';

const CONTENT = { contentType: 'text/plain', metadata: {} };

/** Objects that are deleted at once. */
const CLEANED_AT_ONCE = 16;

/** The objects that a probe races on. */
export class ProbeObjects {
  /** Keys that may still exist. */
  private readonly keys = new Set<string>();
  private made = 0;
  private writes = 0;

  /** @param prefix of all keys */
  constructor(
    private readonly store: ObjectStore,
    private readonly calls: PatientCalls,
    private readonly prefix: string,
  ) {}

  newKey(): string {
    const key = `${this.prefix}/${this.made++}`;
    this.keys.add(key);
    return key;
  }

  /** Every write has different bytes, so that no two have the same ETag. */
  put(key: string, condition: PutOptions['condition']): Promise<Told<PutResult>> {
    const bytes = Buffer.from(`${this.prefix} ${this.writes++}`);
    return this.calls.run((signal) => this.store.put(key, bytes, { condition, signal, ...CONTENT }));
  }

  async remove(key: string, ifMatch: string): Promise<Told<RemoveResult>> {
    const told = await this.calls.run((signal) => this.store.remove(key, { ifMatch, signal }));
    if (told.result.outcome !== 'conflict') this.keys.delete(key);
    return told;
  }

  /** Milliseconds. */
  pause(ms: number): Promise<void> {
    return this.calls.pause(ms);
  }

  /** Objects that remain are harmless, so failures are ignored. */
  async cleanUp(): Promise<void> {
    await forEachAtMost(CLEANED_AT_ONCE, this.keys, async (key) => {
      try {
        const seen = await this.store.head(key);
        if (seen.outcome === 'found') await this.store.remove(key, { ifMatch: seen.head.etag });
      } catch {
        // Another key may succeed.
      }
    });
  }
}

export function isStored(result: PutResult): result is Extract<PutResult, { outcome: 'stored' }> {
  return result.outcome === 'stored';
}
