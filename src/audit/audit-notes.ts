import type { Clock } from '../runtime/clock.js';
import { withDeadline } from '../runtime/deadline.js';
import { describeError, type Log } from '../runtime/logger.js';
import type { Actor, AuditEntry, AuditedChange } from './audit-entry.js';
import type { AuditWriter } from './audit-writer.js';

/** Entries that wait to be written. One more is dropped. */
export const MAX_WAITING = 1_000;

/** The pause after a failed write, milliseconds. Each further failure doubles it, up to the longest. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long the end of the process waits for the entries that are not written yet, milliseconds. */
const LAST_TRY_MS = 2_000;

/** The actor in entries about what the service does by itself. */
const SERVICE: Actor = { name: 'cxone-dlq', kind: 'service', role: null, address: null };

/**
 * Entries of what the service does by itself, and of what it refuses. Nobody waits for them. They are written one after
 * the other in the background, and again until they are stored; a process that ends before loses them, and says so.
 */
export class AuditNotes {
  private readonly waiting: AuditEntry[] = [];
  private dropped = 0;
  private pauseMs = FIRST_PAUSE_MS;
  private writing: Promise<void> | null = null;
  private cancelNext: (() => void) | null = null;
  private closed = false;

  constructor(
    private readonly writer: Pick<AuditWriter, 'entry' | 'write' | 'trouble'>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** What is wrong with the audit, as one sentence; `null`: nothing is. */
  get trouble(): string | null {
    const { trouble } = this.writer;
    if (trouble === null && (this.waiting.length === 0 || this.pauseMs === FIRST_PAUSE_MS)) return null;
    const lost = this.dropped === 0 ? '' : `, and ${this.dropped} were dropped`;
    const waits = this.waiting.length === 0 ? '' : `; ${this.waiting.length} entries wait${lost}`;
    return `audit entries cannot be written, so changes by people are refused: ${trouble ?? 'no answer'}${waits}`;
  }

  /** Never throws, and never waits. */
  note(change: AuditedChange, actor: Actor = SERVICE): void {
    const entry = this.writer.entry({ ...change, actor, reason: null, request_id: null });
    if (this.waiting.length >= MAX_WAITING || this.closed) {
      this.dropped++;
      this.log.error('audit_entry_dropped', { action: entry.action, waiting: this.waiting.length });
      return;
    }
    this.waiting.push(entry);
    if (this.cancelNext === null) this.begin();
  }

  /** Tries once more to write what waits, for 2 s at the most. */
  async close(): Promise<void> {
    this.closed = true;
    this.cancelNext?.();
    this.cancelNext = null;
    await withDeadline(this.clock, LAST_TRY_MS, async () => {
      await this.writing;
      this.begin();
      await this.writing;
    }).catch(() => {});
    if (this.waiting.length > 0) this.log.error('audit_entries_lost', { entries: this.waiting.length });
  }

  private begin(): void {
    this.writing ??= this.writeAll();
  }

  private async writeAll(): Promise<void> {
    try {
      for (let entry = this.waiting[0]; entry !== undefined; entry = this.waiting[0]) {
        await this.writer.write(entry);
        this.waiting.shift();
        this.pauseMs = FIRST_PAUSE_MS;
      }
      this.dropped = 0;
    } catch (error) {
      this.later(error);
    } finally {
      // Set here and not after the promise has settled: until then a new entry would not begin to be written.
      this.writing = null;
    }
  }

  private later(error: unknown): void {
    // One line for the first failure and then one a minute, as the pauses grow.
    this.log.warn('audit_entry_waits', { waiting: this.waiting.length, ...describeError(error) });
    if (this.closed) return;
    this.cancelNext = this.clock.after(this.pauseMs, () => {
      this.cancelNext = null;
      this.begin();
    });
    this.pauseMs = Math.min(2 * this.pauseMs, LONGEST_PAUSE_MS);
  }
}
