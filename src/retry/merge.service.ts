import type { Config } from '../config/config.js';
import { Catalog } from '../catalog/catalog.js';
import { objectKeyOf, type Summary } from '../catalog/summary.js';
import { DeadLetterStore, type ReadResult, type StoredLetter } from '../dlq/dead-letter.store.js';
import { isUnresolved, type DeadLetter } from '../domain/letter/dead-letter.js';
import { isLive } from '../domain/letter/lease.js';
import { givenUpWith } from '../domain/letter/decisions.js';
import { merged, released, workerLost } from '../domain/letter/lifecycle.js';
import { forEachAtMost } from '../runtime/for-each.js';
import { describeError, type Log } from '../runtime/logger.js';
import { Shutdown } from '../runtime/shutdown.js';
import { BY_SCHEDULE, type AskedBy } from './asked-by.js';
import { ClaimService, type Claim } from './attempt/claim.service.js';
import { Leases } from './attempt/leases.js';
import { DistinctTwins } from './distinct-twins.js';
import { bringsForm, planOf, revives, takesIn, type MergePlan, type Seen } from './merge-plan.js';

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
 * The older one is read again; if it is still open, the younger one is deleted. A person's decision about one of them
 * holds for both: a correction stays, and an event that was given up is not processed (`merge-plan.ts`).
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
    const [one, other] = [recordIn(first), recordIn(second)];
    if (one === null || other === null) return 'distinct';
    const plan = this.planOf(one, other);
    if (plan !== 'fold' && plan !== 'give_up') return plan;
    await asked.audited(other.letter);
    if (plan === 'give_up') return this.giveUp(one, other);
    const claim = await this.claims.claim(second, 'sweep');
    if (claim.kind !== 'claimed') return claim.kind === 'leased' ? 'younger_busy' : 'distinct';
    const outcome = await this.fold(claim, older);
    if (outcome !== 'merged') await this.leases.release(claim.stored);
    return outcome;
  }

  /** Both are read before any write, so that records that must stay are not claimed and given back at every sweep. */
  private planOf(older: StoredRecord, younger: StoredRecord): MergePlan {
    const same = older.letter.event.identity === younger.letter.event.identity;
    const plan = same ? planOf(older, younger) : 'distinct';
    // What must stay is not read again until either changes.
    if (plan === 'distinct') this.distinct.note(older, younger);
    return plan;
  }

  /** The event was discarded in its younger record, which nobody claims any more. */
  private async giveUp(older: StoredRecord, younger: StoredRecord): Promise<MergeOutcome> {
    const next = givenUpWith(older.letter, this.letters.retold(younger));
    if ((await this.letters.replace(older, next)).outcome === 'conflict') return 'younger_busy';
    if ((await this.letters.remove(younger)) === 'conflict') return 'younger_busy';
    this.logMerge(younger.letter, older.letter);
    return 'merged';
  }

  private async fold({ stored: younger }: Claim, olderKey: string): Promise<MergeOutcome> {
    const older = recordIn(await this.letters.read(olderKey));
    // The content decides, because a repair by hand may have replaced the event.
    if (older === null || older.letter.event.identity !== younger.letter.event.identity) return 'distinct';
    const { letter, times } = older;
    const unheld = released(this.letters.retold(younger));
    if (!isUnresolved(letter.status)) {
      if (!takesIn(letter, unheld)) return 'distinct';
    } else if (revives(letter, unheld) || bringsForm(unheld)) {
      if (isLive(letter.lease, times) || (letter.lease !== null && !bringsForm(unheld))) return 'older_first';
      // A lost attempt is not taken over first, since that would send the event as it was before its correction.
      const free = letter.lease === null ? letter : workerLost(letter, this.leases.circumstances());
      if ((await this.letters.replace(older, merged(free, unheld))).outcome === 'conflict')
        return 'older_first';
    }
    if ((await this.letters.remove(younger)) === 'conflict') return 'younger_busy';
    this.logMerge(younger.letter, letter, isLive(letter.lease, times));
    return 'merged';
  }

  private logMerge(younger: DeadLetter, older: DeadLetter, whileLeased = false): void {
    this.log.info('duplicate_merged', {
      trace_id: younger.traceId,
      into: older.traceId,
      while_leased: whileLeased,
    });
  }
}

/** A record as it was read, with what a compare-and-set needs. */
interface StoredRecord extends StoredLetter, Seen {}

/** `null`: the object cannot be read as a record. */
function recordIn(read: ReadResult): StoredRecord | null {
  if (read.outcome !== 'found' || read.decoded.kind !== 'record') return null;
  const { key, etag, times, wallAhead, decoded } = read;
  return { key, etag, times, wallAhead, letter: decoded.letter };
}
