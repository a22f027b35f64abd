import type { Clock } from '../../runtime/clock.js';
import type { Thresholds } from '../channels/channel-settings.js';
import type { Active, Watch } from './watch.js';

/** The backlog as the catalog has it. */
export interface Backlog {
  /** Unresolved dead letters. */
  size: number;
  /** First failure of the oldest, milliseconds since the epoch; `null`: there is none. */
  oldestAt: number | null;
}

/** Whether unresolved dead letters are too old or too many. */
export class BacklogWatch implements Watch {
  readonly prefix = 'backlog-';

  constructor(
    private readonly thresholds: () => Thresholds,
    private readonly backlog: () => Backlog,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  *active(): Iterable<Active> {
    const now = this.clock.now();
    const { backlogAgeS, backlogSize } = this.thresholds();
    const { size, oldestAt } = this.backlog();
    const details = {
      dead_letters: String(size),
      oldest: oldestAt === null ? 'none' : new Date(oldestAt).toISOString(),
    };
    const common = { severity: 'warning', details } as const;
    if (backlogSize !== null && size > backlogSize) {
      const title = `${size} dead letters wait; the threshold is ${backlogSize}`;
      const subject = { id: 'backlog-size', kind: 'backlog_size', title, ...common } as const;
      yield { subject, since: now, seenAt: now, old: false };
    }
    const ageS = oldestAt === null ? 0 : Math.round((now - oldestAt) / 1_000);
    if (backlogAgeS !== null && ageS > backlogAgeS) {
      const title = `The oldest dead letter has waited ${ageS} s; the threshold is ${backlogAgeS} s`;
      const subject = { id: 'backlog-age', kind: 'backlog_age', title, ...common } as const;
      yield { subject, since: now, seenAt: now, old: false };
    }
  }

  isOver({ id }: { id: string }): boolean {
    return [...this.active()].every(({ subject }) => subject.id !== id);
  }
}
