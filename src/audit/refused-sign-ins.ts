import { OldestFirst } from '../domain/text/oldest-first.js';
import type { Clock } from '../runtime/clock.js';
import type { AuditNotes } from './audit-notes.js';

/** The shortest time between two entries with the same name, address and reason, milliseconds. */
const ONCE_IN_MS = 60_000;

/** Notices that are remembered. The one that was noted first gives way. */
const MAX_REMEMBERED = 10_000;

/** Notes refused credentials whose owner is known: an expired key, a token without a role. */
export class RefusedSignIns {
  private readonly noted = new OldestFirst<number>();

  constructor(
    private readonly notes: Pick<AuditNotes, 'note'>,
    private readonly clock: Pick<Clock, 'monotonic'>,
  ) {}

  /** Never throws, and never waits: a refusal changes nothing. `name`: whose credential it is; `null`: nobody knows. */
  note({ name, reason, address }: { name: string | null; reason: string; address: string }): void {
    if (name === null) return;
    const of = JSON.stringify([name, reason, address]);
    const now = this.clock.monotonic();
    const before = this.noted.get(of);
    // A program that asks every second with a key that has run out must not fill the store.
    if (before !== undefined && now - before < ONCE_IN_MS) return;
    this.noted.set(of, now);
    this.noted.keepLatest(MAX_REMEMBERED);
    const actor = { name, kind: 'unknown', role: null, address };
    this.notes.note({ action: 'sign_in_refused', after: { refused: reason } }, actor);
  }
}
