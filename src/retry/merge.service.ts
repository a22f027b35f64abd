import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { CONFIG } from '../config/config.module.js';
import { Catalog } from '../dlq/catalog/catalog.js';
import { keyOf } from '../dlq/catalog/summary.js';
import { DeadLetterStore, type Held } from '../dlq/dead-letter.store.js';
import { isUnresolved } from '../domain/dead-letter.js';
import { isLive } from '../domain/lease.js';
import { merged, released } from '../domain/lifecycle.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, LOG, type Log } from '../runtime/logger.js';
import { Shutdown } from '../runtime/shutdown.js';
import { ClaimService, type Claim } from './claim.service.js';

/** Two keys whose trace ids end alike: the same event, kept twice. */
export interface Twins {
  older: string;
  younger: string;
}

/**
 * `merged`: one record is left. `distinct`: they are to stay as they are. `younger_busy`: that one is in other hands,
 * and its event may be running. `older_first`: an attempt at the older is to end, or to be taken over, before.
 */
export type MergeOutcome = 'merged' | 'distinct' | 'younger_busy' | 'older_first';

/**
 * Makes one record of two of the same event, as two replicas can leave them when one of them could not confirm its
 * write. The younger is claimed, so that nobody processes it; the older is read, still open; then the younger goes.
 */
@Injectable()
export class MergeService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly claims: ClaimService,
    private readonly catalog: Catalog,
    private readonly shutdown: Shutdown,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Merges all twins that the catalog knows: before several are retried, so that neither of two is processed first
   * and the other again. Never throws.
   *
   * @returns how many were merged, and the keys that are not to be retried now: the younger ones, except those that
   *   are to stay; and those whose twin's event may be running elsewhere
   */
  async mergeKnown(): Promise<{ merged: number; apart: Set<string> }> {
    // One that could not be read may be under way elsewhere.
    const result = { merged: 0, apart: new Set([...this.catalog.besideUnread()].map(keyOf)) };
    const pairs = [...this.catalog.twins()].flatMap(([older, ...rest]) =>
      rest.map((younger) => ({ older: keyOf(older!), younger: keyOf(younger) })),
    );
    await forEachAtMost(this.config.retry.concurrency, pairs, async (pair) => {
      const outcome = this.shutdown.signal.aborted ? 'unknown' : await this.tryToMerge(pair);
      if (outcome === 'distinct') return;
      result.apart.add(pair.younger);
      if (outcome === 'merged') result.merged++;
      else if (outcome !== 'older_first') result.apart.add(pair.older);
    });
    return result;
  }

  private async tryToMerge(pair: Twins): Promise<MergeOutcome | 'unknown'> {
    try {
      return await this.merge(pair);
    } catch (error) {
      this.log.error('merge_failed', { ...pair, error: describeError(error) });
      return 'unknown';
    }
  }

  /**
   * Where the catalog knows an older record of the same event: makes one of the two, before this one is retried
   * and the event processed twice.
   *
   * @returns the key of the older one, into which this one has gone; `null`: it stands for itself
   * @throws StoreError as `merge` does.
   */
  async mergedInto(key: string): Promise<string | null> {
    const [oldest] = this.catalog.twinsOf(key);
    if (oldest === undefined || keyOf(oldest) === key) return null;
    const older = keyOf(oldest);
    return (await this.merge({ older, younger: key })) === 'merged' ? older : null;
  }

  /** @throws StoreError where a record could not be read or written: nothing is lost, and both may be left. */
  async merge({ older, younger }: Twins): Promise<MergeOutcome> {
    const claim = await this.claims.claim(await this.letters.read(younger), 'sweep');
    if (claim.kind !== 'claimed') return claim.kind === 'leased' ? 'younger_busy' : 'distinct';
    const outcome = await this.fold(claim, older);
    if (outcome !== 'merged') await this.claims.release(claim);
    return outcome;
  }

  private async fold({ held: younger }: Claim, olderKey: string): Promise<MergeOutcome> {
    const read = await this.letters.read(olderKey);
    if (read.outcome === 'missing' || read.decoded.kind !== 'record') return 'distinct';
    const { letter } = read.decoded;
    // By the content, not by the name: a repair by hand may have made it another event.
    const same = letter.event.identity === younger.letter.event.identity;
    if (!same || !isUnresolved(letter.status)) return 'distinct';
    const leased = isLive(letter.lease, read.times);
    // The younger may be the one that still has hope.
    const revives = letter.status === 'parked' && younger.letter.status !== 'parked';
    if (revives) {
      if (letter.lease !== null) return 'older_first';
      const held: Held = { key: read.key, etag: read.etag, letter };
      const result = await this.letters.replace(held, merged(letter, released(younger.letter)));
      if (result.outcome === 'conflict') return 'older_first';
    }
    if ((await this.letters.remove(younger)) === 'conflict') return 'younger_busy';
    this.log.info('duplicate_merged', {
      trace_id: younger.letter.traceId,
      into: letter.traceId,
      while_leased: leased,
    });
    return 'merged';
  }
}
