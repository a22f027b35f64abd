import type { AfterCorrection, JobAction, JobState, StopKind } from '../../domain/job/job.js';

/** Where jobs lie in the store, beside the dead letters. */
export const JOBS_PREFIX = 'jobs/';

/** Raise it where an older version cannot read the record. */
export const JOB_RECORD_VERSION = 1;

/** One of the failures that a stop reason shows. Its text is masked. */
export interface ShownFailure {
  trace_id: string;
  error_code: string | null;
  error: string;
}

/** Why a job stopped itself. */
export interface StopReason {
  kind: StopKind;
  text: string;
  /** The first ones since the job was started or resumed. */
  failures: ShownFailure[];
}

/** Who works on a job. It has run out when the store's clock is `ttl_ms` and LEASE_GRACE_MS past the last write. */
export interface JobOwner {
  claim_id: string;
  replica: string;
  /** The name under which its results lie. */
  writer: string;
  ttl_ms: number;
}

/** Result shards of one owner that count, from 0 on. Whatever it wrote later does not. */
export interface Sealed {
  writer: string;
  shards: number;
}

/** What a job does its work on: a filter, as it was given, or the dead letters that were named. */
export interface JobSelection {
  filter: Record<string, unknown> | null;
  /** Each once. Dropped at the start, when the membership takes its place, and at a cancellation. */
  trace_ids: string[] | null;
}

/** What a job corrects its members with: a patch or an expression, the other one is `null`. */
export interface JobCorrection {
  /** The text of a JSON Patch (a list) or a merge patch (an object). A text, so that every digit stays. */
  patch: string | null;
  /** JSONata over the event. */
  expression: string | null;
  then: AfterCorrection;
}

/** A job as it is stored, in `jobs/{job_id}/job.json`: small, and changed by compare-and-set. Times are RFC 3339. */
export interface JobRecord {
  job_id: string;
  record_version: number;
  action: JobAction;
  state: JobState;
  stop_reason: StopReason | null;
  selection: JobSelection;
  /** Of a job that corrects; `null`: it does something else. */
  correction: JobCorrection | null;
  /** The job whose corrections this one undoes; `null`: it does something else. */
  undoes: string | null;
  rate_per_second: number;
  concurrency: number;
  canary: number[];
  stop: { failure_percent: number; after: number; on_new_cause: boolean };
  /** Who planned it, and why. */
  by: string;
  reason: string | null;
  /** Who started or resumed it last; `null` before the start. Attempts and edits carry it. */
  run_by: string | null;
  /** The audit's entry of that start or resumption: attempts and edits carry it. */
  audit_id: string | null;
  planned_at: string;
  started_at: string | null;
  ended_at: string | null;
  /** Members; before the start, what matched at the plan. */
  total: number;
  /** Names of the member shards, in order; empty before the start. */
  members: string[];
  /** Results that count for good, in the order of their writers. */
  sealed: Sealed[];
  /** Writers whose results count as far as they are stored: the present owner, and those before it until it has looked. */
  unsealed: string[];
  owner: JobOwner | null;
  /** Names of writers that were given out so far: one for each owner, and one more where a name was taken. */
  owners: number;
  /** Members with a lower number may have been begun by an owner that could not say how they ended. */
  begun_below: number;
  /** How long it had run when it last stopped to run, milliseconds. */
  ran_ms: number;
  /** Since when it runs; `null`: it does not. */
  running_since: string | null;
  /** The canary's step that the latest start or resumption began with. */
  step: number;
  /** Attempts that an earlier stop has judged. */
  judged: number;
  /** Since when it counts as deleted: nobody sees it any more; `null`: it does not. */
  deleted_at: string | null;
  write_id: string;
}

const ID = /^JOB-\d{13}-[\w-]{1,64}$/;

/** @param at milliseconds since the epoch. Key order is the order of time */
export function newJobId(at: number, unique: string): string {
  return `JOB-${String(at).padStart(13, '0')}-${unique.replace(/[^\w-]/g, '_').slice(0, 64)}`;
}

export function isJobId(text: string): boolean {
  return ID.test(text);
}

/** When a job was planned, milliseconds since the epoch. */
export function timeOfJobId(jobId: string): number {
  return Number(jobId.slice(4, 17));
}

export function jobPrefix(jobId: string): string {
  return `${JOBS_PREFIX}${jobId}/`;
}

export function jobKey(jobId: string): string {
  return `${jobPrefix(jobId)}job.json`;
}

export function reportKey(jobId: string): string {
  return `${jobPrefix(jobId)}report.json`;
}

export function encodeJob(record: JobRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record), 'utf8');
}

/** Fields that the first jobs had not. */
const ADDED = {
  begun_below: 0,
  run_by: null,
  correction: null,
  undoes: null,
  deleted_at: null,
  ran_ms: 0,
  running_since: null,
} as const;

/** `null`: it is no job that this version can work on. */
export function decodeJob(jobId: string, bytes: Uint8Array): JobRecord | null {
  try {
    const value = JSON.parse(Buffer.from(bytes).toString('utf8')) as JobRecord | null;
    if (value?.job_id !== jobId || value.record_version !== JOB_RECORD_VERSION) return null;
    const lists = [value.canary, value.members, value.sealed, value.unsealed];
    const numbers = [value.total, value.owners, value.step, value.judged, value.rate_per_second];
    const whole = lists.every(Array.isArray) && numbers.every((number) => typeof number === 'number');
    if (!whole || typeof value.stop !== 'object' || typeof value.state !== 'string') return null;
    return { ...ADDED, ...value };
  } catch {
    return null;
  }
}
