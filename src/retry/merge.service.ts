import type { Config } from '../config/config.js';
import { Catalog } from '../catalog/catalog.js';
import { objectKeyOf, type Summary } from '../catalog/summary.js';
import { DeadLetterStore, type ReadResult } from '../dlq/dead-letter.store.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { isLive } from '../domain/letter/lease.js';
import { merged, released } from '../domain/letter/lifecycle.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, type Log } from '../runtime/logger.js';
import { Shutdown } from '../runtime/shutdown.js';
import { BY_SCHEDULE, type AskedBy } from './asked-by.js';
import { ClaimService, type Claim } from './attempt/claim.service.js';
import { Leases } from './attempt/leases.js';
import { DistinctTwins } from './distinct-twins.js';

/** Two keys whose trace ids have the same suffix: the same event, stored twice. */
export interface Twins {
  older: string;
  younger: string;
}

/**
 * `merged`: one record is left. `distinct`: both stay. `younger_busy`: another replica holds the younger one, and its
 * event may be running. `older_first`: an attempt at the older one must end, or be taken over, first.
 */
export type MergeOutcome = 'merged' | 'distinct' | 'younger_busy' | 'older_first';

/**
 * Merges twins: two replicas can leave two records of one event when one of them could not confirm its write. Both are
 * read first; where both must stay, nothing is written. Then the younger one is claimed, so that nobody processes it.
 * The older one is read again; if it is still open, the younger one is deleted.
 */
export class MergeService {
  private readonly distinct = new DistinctTwins();

  constructor(
    private readonly letters: DeadLetterStore,
    private readonly claims: ClaimService,
    private readonly leases: Leases,
    private readonly catalog: Catalog,
    private readonly shutdown: Shutdown,
    private readonly config: Pick<Config, 'retry'>,
    private readonly log: Log,
  ) {}

  /**
   * Merges all twins that the catalog knows. It comes before several retries, so that no event is processed twice.
   * Never throws.
   *
   * @returns how many were merged, and the keys that must not be retried now: younger twins that do not stay, and
   *   records whose twin's event may be running elsewhere
   */
  async mergeKnown(): Promise<{ merged: number; apart: Set<string> }> {
    // A record that could not be read may have an attempt under way elsewhere.
    const result = { merged: 0, apart: new Set([...this.catalog.besideUnread()].map(objectKeyOf)) };
    await forEachAtMost(this.config.retry.concurrency, [...this.catalog.twins()], (twins) =>
      this.mergeAll(
        twins,
        async (pair) => (this.shutdown.signal.aborted ? 'unknown' : this.tryToMerge(pair)),
        (outcome, { older, younger }) => {
          result.apart.add(younger);
          if (outcome === 'merged') result.merged++;
          else if (outcome !== 'older_first') result.apart.add(older);
        },
      ),
    );
    return result;
  }

  /**
   * Records with the same suffix may hold several events after repairs by hand, so each is compared with the oldest
   * record of every event.
   *
   * @param onTwins is called for every pair that holds, or may hold, one event
   */
  private async mergeAll<T extends MergeOutcome | 'unknown'>(
    summaries: readonly Summary[],
    merge: (pair: Twins) => Promise<T>,
    onTwins: (outcome: T, pair: Twins) => void,
  ): Promise<void> {
    const standing: Summary[] = [];
    for (const summary of summaries) {
      const own = await this.isDistinct(standing, summary, merge, onTwins);
      if (own) standing.push(summary);
    }
  }

  private async isDistinct<T extends MergeOutcome | 'unknown'>(
    standing: readonly Summary[],
    summary: Summary,
    merge: (pair: Twins) => Promise<T>,
    onTwins: (outcome: T, pair: Twins) => void,
  ): Promise<boolean> {
    for (const other of standing) {
      if (this.distinct.knows(other, summary)) continue;
      const pair = { older: objectKeyOf(other), younger: objectKeyOf(summary) };
      const outcome = await merge(pair);
      if (outcome === 'distinct') continue;
      onTwins(outcome, pair);
      return false;
    }
    return true;
  }

  private async tryToMerge(pair: Twins): Promise<MergeOutcome | 'unknown'> {
    try {
      return await this.merge(pair);
    } catch (error) {
      this.log.error('merge_failed', { ...pair, ...describeError(error) });
      return 'unknown';
    }
  }

  /**
   * Where the catalog knows other records of the same event, merges them before the retry, so that the event is not
   * processed once for each.
   *
   * @returns the key of the older record, into which this one was merged; `null`: it was not merged
   * @throws StoreError, AuditUnavailable as `merge` does.
   */
  async mergedInto(key: string, asked: AskedBy): Promise<string | null> {
    let into: string | null = null;
    await this.mergeAll(
      this.catalog.twinsOf(key),
      (pair) => this.merge(pair, asked),
      (outcome, { older, younger }) => {
        if (outcome === 'merged' && younger === key) into = older;
      },
    );
    return into;
  }

  /**
   * @throws StoreError where a record could not be read or written: nothing is lost, and both may be left.
   *   AuditUnavailable: nothing was changed
   */
  async merge({ older, younger }: Twins, asked = BY_SCHEDULE): Promise<MergeOutcome> {
    const [first, second] = [await this.letters.read(older), await this.letters.read(younger)];
    const kept = this.reasonToKeep(first, second);
    if (typeof kept === 'string') return kept;
    await asked.audited(kept.younger);
    const claim = await this.claims.claim(second, 'sweep');
    if (claim.kind !== 'claimed') return claim.kind === 'leased' ? 'younger_busy' : 'distinct';
    const outcome = await this.fold(claim, older);
    if (outcome !== 'merged') await this.leases.release(claim.stored);
    return outcome;
  }

  /** Reads both before any write, so that records that must stay are not claimed and given back at every sweep. */
  private reasonToKeep(first: ReadResult, second: ReadResult): MergeOutcome | { younger: DeadLetter } {
    if (first.outcome !== 'found' || first.decoded.kind !== 'record') return 'distinct';
    if (second.outcome !== 'found' || second.decoded.kind !== 'record') return 'distinct';
    const [older, younger] = [first.decoded.letter, second.decoded.letter];
    if (older.event.identity !== younger.event.identity) {
      this.distinct.note(first, second);
      return 'distinct';
    }
    if (isLive(younger.lease, second.times)) return 'younger_busy';
    if (!isUnresolved(older.status) || !isUnresolved(younger.status)) return 'distinct';
    return revives(older, younger) && older.lease !== null ? 'older_first' : { younger };
  }

  private async fold({ stored: younger }: Claim, olderKey: string): Promise<MergeOutcome> {
    const read = await this.letters.read(olderKey);
    if (read.outcome !== 'found' || read.decoded.kind !== 'record') return 'distinct';
    const { letter } = read.decoded;
    // The content decides, because a repair by hand may have replaced the event.
    const same = letter.event.identity === younger.letter.event.identity;
    if (!same || !isUnresolved(letter.status)) return 'distinct';
    const leased = isLive(letter.lease, read.times);
    if (revives(letter, younger.letter)) {
      if (letter.lease !== null) return 'older_first';
      const { key, etag, wallAhead } = read;
      const next = merged(letter, released(this.letters.retold(younger)));
      const result = await this.letters.replace({ key, etag, letter, wallAhead }, next);
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

/** The younger one may still be retried while the older one is parked. */
function revives(older: DeadLetter, younger: DeadLetter): boolean {
  return older.status === 'parked' && younger.status !== 'parked';
}
