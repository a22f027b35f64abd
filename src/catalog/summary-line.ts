import { LISTED_STATUSES, type ListedStatus } from './listed-status.js';
import type { Summary } from './summary.js';

const TASKS = ['none', 'retry', 'purge'] as const;

/** A summary as a line of the snapshot: its values in a fixed order. */
export function toLine(summary: Summary): string {
  return JSON.stringify([
    summary.name,
    summary.etag,
    LISTED_STATUSES.indexOf(summary.status),
    summary.tenantId,
    summary.eventId,
    summary.errorCode,
    summary.error,
    summary.fingerprint,
    summary.schemaVersion,
    summary.retryCount,
    summary.firstFailedAt,
    summary.failedAt,
    summary.nextRetryAt,
    summary.byHand,
    TASKS.indexOf(summary.task),
    summary.taskAt,
    summary.target,
    summary.orderKey,
    summary.interactionId,
    summary.edited,
    summary.causeSince,
    summary.mayHaveHappened,
  ]);
}

type Values = [
  name: string,
  etag: string,
  status: number,
  tenantId: string | null,
  eventId: string | null,
  errorCode: string | null,
  error: string,
  fingerprint: string,
  schemaVersion: string | null,
  retryCount: number,
  firstFailedAt: number,
  failedAt: number,
  nextRetryAt: number | null,
  byHand: boolean,
  task: number,
  taskAt: number,
  target: string | null,
  orderKey: string | null,
  interactionId: string | null,
  edited: boolean,
  causeSince: number,
  mayHaveHappened: boolean,
];

/**
 * Reads a line of ours; the file's digest has been or will be checked. Its sequence is 0: whatever is read of the
 * object replaces it.
 */
export function fromLine(line: string): Summary {
  const [name, etag, status, tenantId, eventId, errorCode, error, fingerprint, schemaVersion, ...rest] =
    JSON.parse(line) as Values;
  const [retryCount, firstFailedAt, failedAt, nextRetryAt, byHand, task, taskAt, ...more] = rest;
  const [target, orderKey, interactionId, edited, causeSince, mayHaveHappened] = more;
  return {
    name,
    etag,
    status: LISTED_STATUSES[status] as ListedStatus,
    tenantId: tenantId,
    eventId,
    interactionId,
    errorCode: errorCode,
    error,
    fingerprint: fingerprint,
    schemaVersion: schemaVersion,
    retryCount,
    firstFailedAt,
    failedAt,
    nextRetryAt,
    byHand,
    edited,
    causeSince,
    mayHaveHappened,
    task: TASKS[task]!,
    taskAt,
    target: target,
    orderKey,
    sequence: 0,
  };
}
