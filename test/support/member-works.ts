import { EventEmitter, once } from 'node:events';
import type { Member } from '../../src/domain/job/job.js';
import { done, type MemberTurn, type MemberWork, type TurnEnd } from '../../src/redrives/run/member-work.js';

/** Members that several replicas work on in a test, as records would: one that was done is absent afterwards. */
export class SharedMembers {
  readonly made: Array<{ traceId: string; by: string; at: number }> = [];
  private readonly gone = new Set<string>();
  private readonly gate = new EventEmitter().setMaxListeners(0);
  private isShut = false;

  /** Turns that begin from now on do not end before `open`. */
  shut(): void {
    this.isShut = true;
  }

  open(): void {
    this.isShut = false;
    this.gate.emit('open');
  }

  /** What one replica does with them. */
  workOf(by: string): MemberWork {
    return { turn: (member, turn) => this.turn(by, member, turn) };
  }

  private async turn(by: string, { traceId }: Member, turn: MemberTurn): Promise<TurnEnd> {
    if (this.gone.has(traceId)) return done(turn.maybeBegun ? 'succeeded_or_gone' : 'gone');
    if (!turn.mayTry) return { kind: 'untried' };
    this.made.push({ traceId, by, at: performance.now() });
    this.gone.add(traceId);
    if (this.isShut) await once(this.gate, 'open');
    return done('succeeded');
  }
}
