import { createHash } from 'node:crypto';
import type { CatalogService } from '../../catalog/catalog.service.js';
import { objectKeyOf } from '../../catalog/summary.js';
import type { SummaryRow } from '../../catalog/table/row-cursor.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import type { DeadLetter } from '../../domain/letter/dead-letter.js';
import type { FixedNow } from '../../groups/fixed-now.js';
import { sleep, type Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import { describeError, type Log } from '../../runtime/logger.js';
import type { Random } from '../../runtime/runtime.module.js';
import { Sample } from '../../runtime/sample.js';
import { StoreError } from '../../store/store-error.js';
import type { DryRunService } from './dry-run.service.js';
import { isCauseGone } from './is-cause-gone.js';

/** Causes that are tried after a change, those with the most dead letters first. */
const MAX_CAUSES = 50;

/** Dead letters that are tried of one cause. */
export const SAMPLED_PER_CAUSE = 20;

/** The wait after a change, so that several changes at once are tried once, milliseconds. */
export const SETTLE_MS = 1_000;

/** The pause after each dead letter, so that events and people come first, milliseconds. */
const PAUSE_MS = 20;

export interface SamplerParts {
  catalogService: Pick<CatalogService, 'catalog'>;
  letters: Pick<DeadLetterStore, 'read'>;
  dryRuns: Pick<DryRunService, 'run'>;
  fixedNow: Pick<FixedNow, 'set'>;
  clock: Clock;
  random: Random;
  facts: Facts;
  log: Log;
}

/** What has changed. The same change has the same id on every replica. */
interface Change {
  id: string;
  what: 'schemas' | 'routes';
}

/**
 * After a change of schemas or routes, tries a few dead letters of each parked cause, one after the other, and says how
 * many would pass now. A later change begins anew.
 */
export class FixedNowSampler {
  private cancel = (): void => {};
  private running = new AbortController();
  private ended: Promise<void> = Promise.resolve();

  constructor(private readonly parts: SamplerParts) {
    const { facts } = parts;
    facts.on('schemas_changed', ({ before, digest, auditId }) => {
      if (before !== null) this.begin({ what: 'schemas', id: idOf('schemas', before, digest, auditId) });
    });
    facts.on('routes_changed', ({ before, digest, auditId }) => {
      if (before === null || before === digest) return;
      this.begin({ what: 'routes', id: idOf('routes', before, digest, auditId) });
    });
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.cancel();
    this.running.abort();
    await this.ended;
  }

  private begin(change: Change): void {
    this.cancel();
    this.running.abort();
    const running = new AbortController();
    this.running = running;
    this.cancel = this.parts.clock.after(SETTLE_MS, () => {
      // One sample at a time: the one before ends at its next step.
      this.ended = this.ended.then(() => this.run(change, running.signal));
    });
  }

  /** Never rejects. */
  private async run(change: Change, signal: AbortSignal): Promise<void> {
    try {
      for (const [fingerprint, keys] of this.pick()) {
        const tried = await this.tryAll(keys, signal);
        if (signal.aborted) return;
        if (tried.sampled > 0) this.tell(fingerprint, tried, change);
      }
    } catch (error) {
      if (!signal.aborted) this.parts.log.error('fixed_now_failed', describeError(error));
    }
  }

  /** Keys of parked dead letters by cause, the largest causes first. */
  private pick(): Array<[fingerprint: string, keys: string[]]> {
    const { catalogService, random } = this.parts;
    const { catalog } = catalogService;
    const largest = [...catalog.causes()].toSorted(([, a], [, b]) => b.count - a.count).slice(0, MAX_CAUSES);
    const samples = new Map(largest.map(([print]) => [print, new Sample<string>(SAMPLED_PER_CAUSE, random)]));
    const look = (row: SummaryRow) => samples.get(row.fingerprint)?.show(objectKeyOf(row));
    catalog.forEach(look, [{ field: 'status', fits: (status) => status === 'parked' }]);
    return [...samples].map(([print, { picked }]) => [print, picked]);
  }

  private async tryAll(
    keys: readonly string[],
    signal: AbortSignal,
  ): Promise<{ sampled: number; wouldPass: number }> {
    const tried = { sampled: 0, wouldPass: 0 };
    for (const key of keys) {
      const letter = await this.read(key);
      if (letter?.status === 'parked') {
        const { failure, target } = await this.parts.dryRuns.run(letter, signal);
        tried.sampled++;
        if (failure === null && isCauseGone(letter, target)) tried.wouldPass++;
      }
      await sleep(this.parts.clock, PAUSE_MS, signal);
    }
    return tried;
  }

  /** `null`: it is gone, or the store does not hand it out. */
  private async read(key: string): Promise<DeadLetter | null> {
    try {
      const read = await this.parts.letters.read(key);
      return read.outcome === 'found' && read.decoded.kind === 'record' ? read.decoded.letter : null;
    } catch (error) {
      if (error instanceof StoreError) return null;
      throw error;
    }
  }

  private tell(fingerprint: string, tried: { sampled: number; wouldPass: number }, change: Change): void {
    const { fixedNow, clock, facts } = this.parts;
    const fixed = { ...tried, at: clock.now() };
    fixedNow.set(fingerprint, fixed);
    facts.tell('cause_tried', { fingerprint, ...fixed, change: change.id, what: change.what });
  }
}

/** A change by a person has the id of its entry everywhere; files have only their digests. */
function idOf(what: string, before: string, digest: string, auditId: string | null): string {
  const text = auditId ?? `${what} ${before} ${digest}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
