import { namedAtOf, type Summary } from '../summary.js';
import { CodeColumn } from './code-column.js';
import { Dictionary } from './dictionary.js';
import { EtagColumn } from './etag-column.js';
import { FlagColumn } from './flag-column.js';
import { NumberColumn } from './number-column.js';
import { TextColumn } from './text-column.js';

/** The fields whose texts many rows have in common. */
const CODED = ['status', 'task', 'tenantId', 'errorCode', 'fingerprint', 'schemaVersion', 'target'] as const;

export type CodedField = (typeof CODED)[number];

/** One for each coded field, the same for all blocks. */
export type Dictionaries = Readonly<Record<CodedField, Dictionary>>;

export function emptyDictionaries(): Dictionaries {
  return Object.fromEntries(CODED.map((field) => [field, new Dictionary()])) as Record<
    CodedField,
    Dictionary
  >;
}

/** BLOCK_ROWS summaries, a column for each field. A row without a status is free. */
export class SummaryBlock {
  private used = 0;
  readonly name = new TextColumn();
  readonly etag = new EtagColumn();
  readonly status: CodeColumn<Summary['status']>;
  readonly tenantId: CodeColumn<string | null>;
  readonly eventId = new TextColumn();
  readonly interactionId = new TextColumn();
  readonly errorCode: CodeColumn<string | null>;
  readonly error = new TextColumn();
  readonly fingerprint: CodeColumn<string>;
  readonly causeSince = new NumberColumn();
  readonly schemaVersion: CodeColumn<string | null>;
  readonly retryCount = new NumberColumn();
  readonly firstFailedAt = new NumberColumn();
  readonly failedAt = new NumberColumn();
  /** Infinity: no retry by schedule. */
  readonly nextRetryAt = new NumberColumn();
  readonly byHand = new FlagColumn();
  readonly edited = new FlagColumn();
  readonly mayHaveHappened = new FlagColumn();
  readonly task: CodeColumn<Summary['task']>;
  readonly taskAt = new NumberColumn();
  readonly target: CodeColumn<string | null>;
  readonly orderKey = new TextColumn();
  readonly sequence = new NumberColumn();
  /** The time that the name begins with, so that names need not be compared; Infinity: it begins with none. */
  readonly namedAt = new NumberColumn();
  /** The latest listing that has shown the object, or that had begun when the row came. */
  readonly listedIn = new NumberColumn();

  constructor(dictionaries: Dictionaries) {
    this.status = new CodeColumn(dictionaries.status);
    this.tenantId = new CodeColumn(dictionaries.tenantId);
    this.errorCode = new CodeColumn(dictionaries.errorCode);
    this.fingerprint = new CodeColumn(dictionaries.fingerprint);
    this.schemaVersion = new CodeColumn(dictionaries.schemaVersion);
    this.task = new CodeColumn(dictionaries.task);
    this.target = new CodeColumn(dictionaries.target);
  }

  /** Rows that are there. */
  get size(): number {
    return this.used;
  }

  put(offset: number, summary: Summary): void {
    const { name, eventId, interactionId } = summary;
    if (this.name.get(offset) === null) this.used++;
    this.name.set(offset, name);
    this.namedAt.set(offset, namedAtOf(name));
    this.etag.set(offset, summary.etag);
    this.status.set(offset, summary.status);
    this.tenantId.set(offset, summary.tenantId);
    this.eventId.set(offset, eventId);
    // Many senders use one id for both: one copy is enough.
    this.interactionId.set(offset, interactionId === eventId ? eventId : interactionId);
    this.errorCode.set(offset, summary.errorCode);
    this.error.set(offset, summary.error);
    this.fingerprint.set(offset, summary.fingerprint);
    this.causeSince.set(offset, summary.causeSince);
    this.schemaVersion.set(offset, summary.schemaVersion);
    this.retryCount.set(offset, summary.retryCount);
    this.firstFailedAt.set(offset, summary.firstFailedAt);
    this.failedAt.set(offset, summary.failedAt);
    this.nextRetryAt.set(offset, summary.nextRetryAt ?? Infinity);
    this.byHand.set(offset, summary.byHand);
    this.edited.set(offset, summary.edited);
    this.mayHaveHappened.set(offset, summary.mayHaveHappened);
    this.task.set(offset, summary.task);
    this.taskAt.set(offset, summary.taskAt);
    this.target.set(offset, summary.target);
    this.orderKey.set(offset, summary.orderKey);
    this.sequence.set(offset, summary.sequence);
  }

  /** Frees a row that is there, and the texts that it held. */
  clear(offset: number): void {
    this.used--;
    for (const field of CODED) this[field].set(offset, null);
    for (const field of ['name', 'eventId', 'interactionId', 'error', 'orderKey'] as const) {
      this[field].set(offset, null);
    }
  }
}
