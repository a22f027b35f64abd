import type { Summary } from '../summary.js';
import { SummaryBlock } from './summary-block.js';

/** What can be read of a row without making its summary. */
export type SummaryRow = Omit<Summary, 'etag'>;

/**
 * A row of the table, read where it lies. It moves on to the next row as soon as its visitor returns: who keeps something
 * keeps values, such as the name, or the `summary`.
 */
export class RowCursor implements SummaryRow {
  private offset = 0;

  constructor(private block: SummaryBlock) {}

  to(block: SummaryBlock, offset: number): this {
    this.block = block;
    this.offset = offset;
    return this;
  }

  get name(): string {
    return this.block.name.get(this.offset)!;
  }

  get namedAt(): number {
    return this.block.namedAt.get(this.offset);
  }

  get listedIn(): number {
    return this.block.listedIn.get(this.offset);
  }

  get status(): Summary['status'] {
    return this.block.status.get(this.offset);
  }

  get tenantId(): string | null {
    return this.block.tenantId.get(this.offset);
  }

  get eventId(): string | null {
    return this.block.eventId.get(this.offset);
  }

  get interactionId(): string | null {
    return this.block.interactionId.get(this.offset);
  }

  get errorCode(): string | null {
    return this.block.errorCode.get(this.offset);
  }

  get error(): string {
    return this.block.error.get(this.offset)!;
  }

  get fingerprint(): string {
    return this.block.fingerprint.get(this.offset);
  }

  get causeSince(): number {
    return this.block.causeSince.get(this.offset);
  }

  get schemaVersion(): string | null {
    return this.block.schemaVersion.get(this.offset);
  }

  get retryCount(): number {
    return this.block.retryCount.get(this.offset);
  }

  get firstFailedAt(): number {
    return this.block.firstFailedAt.get(this.offset);
  }

  get failedAt(): number {
    return this.block.failedAt.get(this.offset);
  }

  get nextRetryAt(): number | null {
    const at = this.block.nextRetryAt.get(this.offset);
    return at === Infinity ? null : at;
  }

  get byHand(): boolean {
    return this.block.byHand.get(this.offset);
  }

  get edited(): boolean {
    return this.block.edited.get(this.offset);
  }

  get mayHaveHappened(): boolean {
    return this.block.mayHaveHappened.get(this.offset);
  }

  get task(): Summary['task'] {
    return this.block.task.get(this.offset);
  }

  get taskAt(): number {
    return this.block.taskAt.get(this.offset);
  }

  get target(): string | null {
    return this.block.target.get(this.offset);
  }

  get orderKey(): string | null {
    return this.block.orderKey.get(this.offset);
  }

  get sequence(): number {
    return this.block.sequence.get(this.offset);
  }

  /** The object was seen anew, and the row still says what it is. @param sequence see `Summary.sequence` */
  renew(sequence: number): void {
    this.block.sequence.set(this.offset, sequence);
  }

  /** Made from bytes each time, so it is no field. */
  readEtag(): string {
    return this.block.etag.get(this.offset);
  }

  /** A copy that stays. */
  summary(): Summary {
    return {
      name: this.name,
      etag: this.readEtag(),
      status: this.status,
      tenantId: this.tenantId,
      eventId: this.eventId,
      interactionId: this.interactionId,
      errorCode: this.errorCode,
      error: this.error,
      fingerprint: this.fingerprint,
      causeSince: this.causeSince,
      schemaVersion: this.schemaVersion,
      retryCount: this.retryCount,
      firstFailedAt: this.firstFailedAt,
      failedAt: this.failedAt,
      nextRetryAt: this.nextRetryAt,
      byHand: this.byHand,
      edited: this.edited,
      mayHaveHappened: this.mayHaveHappened,
      task: this.task,
      taskAt: this.taskAt,
      target: this.target,
      orderKey: this.orderKey,
      sequence: this.sequence,
    };
  }
}
