import type { Summary } from './summary.js';
import type { RowCursor } from './table/row-cursor.js';

/** Rows of one frame: to make it or to read it takes a few milliseconds at most. */
const FRAME_ROWS = 250;

/** Fields whose values are written one by one. */
const OWN = [
  'name',
  'etag',
  'eventId',
  'interactionId',
  'error',
  'orderKey',
  'causeSince',
  'retryCount',
  'firstFailedAt',
  'failedAt',
  'nextRetryAt',
  'byHand',
  'edited',
  'mayHaveHappened',
  'taskAt',
] as const satisfies ReadonlyArray<keyof Summary>;

/** Fields whose values are few: each is written once, and then its number for each row. */
const COMMON = ['status', 'task', 'tenantId', 'errorCode', 'fingerprint', 'schemaVersion', 'target'] as const;

type OwnField = (typeof OWN)[number];
type CommonField = (typeof COMMON)[number];

interface Common<T> {
  values: T[];
  numbers: number[];
}

type Frame = { [F in OwnField]: Array<Summary[F]> } & { [F in CommonField]: Common<Summary[F]> };

/** Gathers rows of the catalog field by field: a line of them is read much faster than a line for each row. */
export class SnapshotFrame {
  private summaries: Summary[] = [];

  get isFull(): boolean {
    return this.summaries.length >= FRAME_ROWS;
  }

  add(row: Pick<RowCursor, 'summary'>): void {
    this.summaries.push(row.summary());
  }

  /** The rows that were added, as one line; the frame is empty then. */
  take(): string {
    const { summaries } = this;
    this.summaries = [];
    const own = OWN.map((field) => [field, summaries.map((summary) => summary[field])]);
    const common = COMMON.map((field) => [field, numbered(summaries.map((summary) => summary[field]))]);
    return JSON.stringify(Object.fromEntries([...own, ...common]));
  }
}

/**
 * The summaries of a line that `take` returned. Their sequence is 0: whatever is read of the object replaces them.
 *
 * @param line of a file whose digest was checked
 */
export function* fromFrame(line: string): Generator<Summary> {
  const frame = JSON.parse(line) as Frame;
  for (let row = 0; row < frame.name.length; row++) {
    yield {
      name: frame.name[row]!,
      etag: frame.etag[row]!,
      status: valueAt(frame.status, row),
      tenantId: valueAt(frame.tenantId, row),
      eventId: frame.eventId[row]!,
      interactionId: frame.interactionId[row]!,
      errorCode: valueAt(frame.errorCode, row),
      error: frame.error[row]!,
      fingerprint: valueAt(frame.fingerprint, row),
      causeSince: frame.causeSince[row]!,
      schemaVersion: valueAt(frame.schemaVersion, row),
      retryCount: frame.retryCount[row]!,
      firstFailedAt: frame.firstFailedAt[row]!,
      failedAt: frame.failedAt[row]!,
      nextRetryAt: frame.nextRetryAt[row]!,
      byHand: frame.byHand[row]!,
      edited: frame.edited[row]!,
      mayHaveHappened: frame.mayHaveHappened[row]!,
      task: valueAt(frame.task, row),
      taskAt: frame.taskAt[row]!,
      target: valueAt(frame.target, row),
      orderKey: frame.orderKey[row]!,
      sequence: 0,
    };
  }
}

function numbered<T>(all: readonly T[]): Common<T> {
  const numbers = new Map<T, number>();
  const numbersOfAll = all.map((value) => {
    const known = numbers.get(value);
    if (known !== undefined) return known;
    numbers.set(value, numbers.size);
    return numbers.size - 1;
  });
  return { values: [...numbers.keys()], numbers: numbersOfAll };
}

function valueAt<T>({ values, numbers }: Common<T>, row: number): T {
  return values[numbers[row]!]!;
}
