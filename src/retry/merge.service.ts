import { Inject, Injectable } from '@nestjs/common';
import { DeadLetterStore, type Held } from '../dlq/dead-letter.store.js';
import { isUnresolved } from '../domain/dead-letter.js';
import { isLive } from '../domain/lease.js';
import { merged, released } from '../domain/lifecycle.js';
import { LOG, type Log } from '../runtime/logger.js';
import { ClaimService, type Claim } from './claim.service.js';

/** Two keys whose trace ids end alike: the same event, kept twice. */
export interface Twins {
  older: string;
  younger: string;
}

/** `merged`: one record is left. `distinct`: they are to stay as they are. `later`: one of them is in other hands. */
export type MergeOutcome = 'merged' | 'distinct' | 'later';

/**
 * Makes one record of two of the same event, as two replicas can leave them when one of them could not confirm its
 * write. The younger is claimed, so that nobody processes it; the older is read, still open; then the younger goes.
 */
@Injectable()
export class MergeService {
  constructor(
    private readonly letters: DeadLetterStore,
    private readonly claims: ClaimService,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** @throws StoreError where a record could not be read or written: nothing is lost, and both may be left. */
  async merge({ older, younger }: Twins): Promise<MergeOutcome> {
    const claim = await this.claims.claim(await this.letters.read(younger), 'sweep');
    if (claim.kind !== 'claimed') return claim.kind === 'leased' ? 'later' : 'distinct';
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
      if (letter.lease !== null) return 'later';
      const held: Held = { key: read.key, etag: read.etag, letter };
      const result = await this.letters.replace(held, merged(letter, released(younger.letter)));
      if (result.outcome === 'conflict') return 'later';
    }
    if ((await this.letters.remove(younger)) === 'conflict') return 'later';
    this.log.info('duplicate_merged', {
      trace_id: younger.letter.traceId,
      into: letter.traceId,
      while_leased: leased,
    });
    return 'merged';
  }
}
