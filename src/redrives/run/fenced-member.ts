import type { Member } from '../../domain/job/job.js';
import { putBackByHand } from '../../domain/letter/edits.js';
import type { DeadLetterStore } from '../../dlq/dead-letter.store.js';
import { memberReading } from './member-reading.js';
import { lostRace, type MemberTurn, type MemberWork, type TurnEnd } from './member-work.js';

/**
 * Makes sure that a member of a cancelled job stays as the job says. An earlier owner may have sent its change of the
 * record and stand still since, or the change may be on its way. The record is written once more as it is: then the
 * condition of that change does not hold any more.
 */
export class FencedMember implements MemberWork {
  constructor(
    private readonly inner: MemberWork,
    private readonly letters: Pick<DeadLetterStore, 'read' | 'replace'>,
  ) {}

  async turn(member: Member, turn: MemberTurn): Promise<TurnEnd> {
    const end = await this.inner.turn(member, turn);
    const isLeft = end.kind === 'untried' && turn.isOver === true && turn.maybeBegun;
    if (!isLeft) return end;
    return (await this.isFenced(member.key)) ? end : lostRace(true);
  }

  private async isFenced(key: string): Promise<boolean> {
    const reading = memberReading(await this.letters.read(key));
    if (reading.kind !== 'record') return false;
    const { letter, byHand, read } = reading;
    // Writing it would renew its lease. Whoever claims the record next fences it.
    if (letter.lease !== null) return true;
    const { etag, wallAhead, times } = read;
    const next = byHand ? putBackByHand(letter, times.lastModified) : letter;
    const { outcome } = await this.letters.replace({ key, etag, letter, wallAhead }, next);
    return outcome === 'stored';
  }
}
