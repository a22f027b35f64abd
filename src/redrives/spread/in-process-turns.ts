import type { JobItem } from '../run/member-queue.js';
import type { MemberTurn, MemberWork, TurnEnd } from '../run/member-work.js';
import type { JobRecord } from '../store/job-record.js';
import type { MemberTurns, TurnSpread } from './member-turns.port.js';

/** The default: the owner of a job makes every turn itself. */
export class InProcessTurns implements MemberTurns {
  constructor(private readonly work: MemberWork) {}

  turn({ member }: JobItem, turn: MemberTurn): Promise<TurnEnd> {
    return this.work.turn(member, turn);
  }

  async close(): Promise<void> {}
}

export class InProcessSpread implements TurnSpread {
  start(): void {}

  turnsOf(_record: JobRecord, work: MemberWork): MemberTurns {
    return new InProcessTurns(work);
  }

  async stop(): Promise<void> {}

  async close(): Promise<void> {}
}
