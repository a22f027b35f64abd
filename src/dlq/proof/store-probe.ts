import type { Clock } from '../../runtime/clock.js';
import type { ObjectStore, PutOptions, PutResult, RemoveResult, StoreTraits } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import { PatientCalls, type Told } from './patient-calls.js';

/** Where the probe races; nothing else lies under it. */
export const PROBE_PREFIX = 'probe/';

/** Conditional PUTs that meet at one key. */
const RACERS = 10;

/** Races of each kind. A server that lets two of ten win one race in two passes all of them once in a thousand. */
const ROUNDS = 10;

/** Rounds of RACERS duels. A server that checks before it deletes was seen to let both win in every fourth duel. */
const DELETE_ROUNDS = 6;

const CONTENT = { contentType: 'text/plain', metadata: {} };

/**
 * Finds out by racing what the conditions of a store are worth. It can miss a fault that shows itself seldom, never
 * see one that is not there. Leaves nothing behind unless it is ended in the middle.
 *
 * @param run a fresh id, so that replicas that start at once keep out of each other's way
 * @throws StoreError when the store gives no usable answer
 */
export async function probeStore(store: ObjectStore, clock: Clock, run: string): Promise<StoreTraits> {
  const probe = new Probe(store, new PatientCalls(clock), `${PROBE_PREFIX}${run}`);
  try {
    const atomicPut = await probe.putsHold();
    return { atomicPut, atomicDelete: atomicPut && (await probe.deletesHold()) };
  } catch (error) {
    // A server that has no conditional requests says so.
    if (error instanceof StoreError && error.unsupported) return { atomicPut: false, atomicDelete: false };
    throw error;
  } finally {
    await probe.cleanUp();
  }
}

class Probe {
  private readonly keys = new Set<string>();
  private writes = 0;

  constructor(
    private readonly store: ObjectStore,
    private readonly calls: PatientCalls,
    private readonly prefix: string,
  ) {}

  /** Of creators one wins, of those that hold the ETag one wins, and what is stale or missing is no match. */
  async putsHold(): Promise<boolean> {
    let won = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const key = this.newKey();
      const created = await this.race(() => this.put(key, 'absent'));
      const [etag] = created;
      if (created.length > 1) return false;
      if (etag === undefined) continue;
      const replaced = await this.race(() => this.put(key, { ifMatch: etag }));
      const stale = await this.put(key, { ifMatch: etag });
      const missing = await this.put(this.newKey(), { ifMatch: etag });
      if (replaced.length > 1 || [stale, missing].some(({ result }) => isStored(result))) return false;
      won += replaced.length;
    }
    // Nobody ever winning is no proof either.
    return won > 0;
  }

  /** A DELETE and a PUT that hold the same ETag do not both win, and a stale ETag deletes nothing. */
  async deletesHold(): Promise<boolean> {
    for (let round = 0; round < DELETE_ROUNDS; round++) {
      const duels = Array.from({ length: RACERS }, (_, i) => this.duelHolds((i + round) % 2 === 0));
      if ((await Promise.all(duels)).includes(false)) return false;
    }
    return true;
  }

  /** One PUT against one DELETE: among many the first to win would settle it before the others meet. */
  private async duelHolds(putFirst: boolean): Promise<boolean> {
    const key = this.newKey();
    const first = await this.put(key, 'absent');
    if (!isStored(first.result)) return first.doubtful;
    const ifMatch = first.result.etag;
    const both = [() => this.put(key, { ifMatch }), () => this.remove(key, ifMatch)];
    const results = await Promise.all((putFirst ? both : both.toReversed()).map((send) => send()));
    const outcomes = results.map(({ result }) => result.outcome);
    if (!outcomes.includes('stored')) return true;
    if (outcomes.includes('removed')) return false;
    return (await this.remove(key, ifMatch)).result.outcome !== 'removed';
  }

  /** What stays behind is harmless, so failures do not matter here. */
  async cleanUp(): Promise<void> {
    await Promise.allSettled(
      [...this.keys].map(async (key) => {
        const seen = await this.store.head(key);
        if (seen.outcome === 'found') await this.store.remove(key, { ifMatch: seen.head.etag });
      }),
    );
  }

  /** The ETags of those that won. */
  private async race(put: () => Promise<Told<PutResult>>): Promise<string[]> {
    const told = await Promise.all(Array.from({ length: RACERS }, put));
    return told.flatMap(({ result }) => (isStored(result) ? [result.etag] : []));
  }

  /** Every write has bytes of its own, so that no two have the same ETag. */
  private put(key: string, condition: PutOptions['condition']): Promise<Told<PutResult>> {
    const bytes = Buffer.from(`${this.prefix} ${this.writes++}`);
    return this.calls.run(() => this.store.put(key, bytes, { condition, ...CONTENT }));
  }

  private remove(key: string, ifMatch: string): Promise<Told<RemoveResult>> {
    return this.calls.run(() => this.store.remove(key, { ifMatch }));
  }

  private newKey(): string {
    const key = `${this.prefix}/${this.keys.size}`;
    this.keys.add(key);
    return key;
  }
}

function isStored(result: PutResult): result is Extract<PutResult, { outcome: 'stored' }> {
  return result.outcome === 'stored';
}
