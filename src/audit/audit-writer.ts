import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import { describeError } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import { newAuditId, type Actor, type AuditEntry, type AuditedChange } from './audit-entry.js';
import type { AuditStore } from './audit.store.js';

/** Characters of a name that an entry keeps: an identity provider may send any. */
const MAX_NAME_LENGTH = 256;

/** How long the audit counts as failing after a failed write, unless a later write succeeds, milliseconds. */
const FAILURE_COUNTS_MS = 300_000;

/** What only the caller of a change knows. */
export type EntryParts = AuditedChange & Pick<AuditEntry, 'actor' | 'reason' | 'request_id'>;

/** Makes entries and writes them, and remembers whether the latest could be written. */
export class AuditWriter {
  private made = 0;
  private failure: { at: number; reason: string } | null = null;

  constructor(
    private readonly entries: Pick<AuditStore, 'append'>,
    private readonly clock: Clock,
    private readonly newId: NewId,
    private readonly facts: Pick<Facts, 'tell'>,
  ) {}

  /** Why the latest entry could not be written; `null`: it could, or that was a while ago. */
  get trouble(): string | null {
    const { failure } = this;
    if (failure === null || this.clock.monotonic() - failure.at > FAILURE_COUNTS_MS) return null;
    return failure.reason;
  }

  /** An entry of now. Of two that one process makes in one millisecond the second has the greater id. */
  entry({
    actor,
    action,
    target = {},
    reason,
    before = null,
    after = null,
    request_id,
  }: EntryParts): AuditEntry {
    const now = this.clock.now();
    const inOrder = (this.made++ % 0x1000000).toString(16).padStart(6, '0');
    return {
      audit_id: newAuditId(now, `${inOrder}-${this.newId()}`),
      at: new Date(now).toISOString(),
      actor: clipped(actor),
      action,
      target,
      reason,
      before,
      after,
      request_id,
    };
  }

  /** @throws StoreError where the entry is not stored for certain. */
  async write(entry: AuditEntry): Promise<void> {
    try {
      await this.entries.append(entry);
      this.failure = null;
      this.facts.tell('audit_written', { outcome: 'ok' });
    } catch (error) {
      // Everybody may see readiness, so the text names no entry.
      const reason = describeError(error).error.replace(/\baudit\/\S+/g, 'an entry');
      this.failure = { at: this.clock.monotonic(), reason };
      this.facts.tell('audit_written', { outcome: 'failed' });
      throw error;
    }
  }
}

function clipped(actor: Actor): Actor {
  return { ...actor, name: actor.name.slice(0, MAX_NAME_LENGTH) };
}
