import { OUTCOMES, type WrittenOutcome } from '../../domain/job/job.js';
import type { TurnEnd } from '../run/member-work.js';
import { isJobId } from '../store/job-record.js';

/**
 * One turn of one member, as it is handed to another replica. It names the member by its number alone: whoever makes the
 * turn reads the member from the store, so nothing of a dead letter is in the queue, and nobody can name another one.
 */
export interface TurnTask {
  jobId: string;
  /** Of the owner that asks. */
  claimId: string;
  /** The member's number, from 0. */
  n: number;
  /** Whether the job may have begun the member before. */
  maybeBegun: boolean;
}

/** How a task ended. `refused`: nothing of it has begun. */
export type TurnAnswer = { kind: 'ended'; end: TurnEnd } | { kind: 'refused' };

/** Checks a task, because anybody who can write into Redis can write one. @returns `null` where it is none */
export function taskOf(data: unknown): TurnTask | null {
  if (!isObject(data)) return null;
  const { jobId, claimId, n, maybeBegun } = data;
  if (typeof jobId !== 'string' || !isJobId(jobId) || typeof claimId !== 'string') return null;
  if (!isNumber(n) || !Number.isSafeInteger(n) || typeof maybeBegun !== 'boolean') return null;
  return { jobId, claimId, n, maybeBegun };
}

/** Checks an answer. @returns `null` where it is none: then nobody knows how the task ended */
export function answerOf(value: unknown): TurnAnswer | null {
  if (!isObject(value)) return null;
  if (value.kind === 'refused') return { kind: 'refused' };
  const end = value.kind === 'ended' ? endOf(value.end) : null;
  return end === null ? null : { kind: 'ended', end };
}

function endOf(value: unknown): TurnEnd | null {
  if (!isObject(value)) return null;
  const { kind, ms, slow, maybeBegun } = value;
  if (kind === 'blocked') return { kind };
  if (kind === 'done') return doneOf(value);
  const isWait = kind === 'wait' && isNumber(ms) && typeof slow === 'boolean';
  return isWait && typeof maybeBegun === 'boolean' ? { kind, ms, slow, maybeBegun } : null;
}

function doneOf({ result, pauseMs }: Record<string, unknown>): TurnEnd | null {
  if (!isObject(result) || !isWritten(result.outcome)) return null;
  if (pauseMs !== undefined && !isNumber(pauseMs)) return null;
  const { outcome, errorCode, error, fingerprint } = result;
  if (!isText(errorCode) || !isText(error) || !isText(fingerprint)) return null;
  return { kind: 'done', result: { outcome, errorCode, error, fingerprint }, pauseMs };
}

function isWritten(value: unknown): value is WrittenOutcome {
  return value !== 'not_tried' && OUTCOMES.some((one) => one === value);
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
