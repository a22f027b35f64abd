import type { CxoneEvent } from '../event/event.js';
import type { UpstreamResponse } from './failure.js';
import type { JsonMember, JsonText } from '../json/json-text.js';
import type { TraceContext } from '../tracing/trace-context.js';

export const STATUSES = ['received', 'pending', 'parked', 'resolved', 'discarded', 'deleted'] as const;

export type Status = (typeof STATUSES)[number];

/** What asked for an attempt. */
export type Trigger = 'webhook' | 'page' | 'manual' | 'sweep' | 'job';

/** One attempt to process the event. Times in milliseconds since the epoch, durations in milliseconds. */
export interface Attempt {
  at: number;
  trigger: Trigger;
  by: string;
  /** The claim under which it ran; none for the first attempt, inside the webhook. */
  claimId: string | null;
  /** `null` while it runs, and in an attempt that was lost with its worker. */
  durationMs: number | null;
  processor: string | null;
  errorCode: string | null;
  error: string | null;
  /** The audit's entry of the person who asked for it; absent: nobody did. */
  auditId?: string | null;
  /** The job that it was made for; absent: for none. */
  jobId?: string | null;
  /** What the target answered, where the failure came with an answer. */
  response?: UpstreamResponse | null;
}

/** Who may write the record while an attempt runs. Whether it has run out is for the store's clock to say. */
export interface Lease {
  claimId: string;
  owner: string;
  ttlMs: number;
}

export const EDIT_KINDS = ['hand', 'accept', 'redrive', 'correct', 'undo', 'discard', 'restore'] as const;

export type EditKind = (typeof EDIT_KINDS)[number];

/**
 * A change of the record that no attempt made. `hand`: somebody put the object back with an S3 tool. `accept`: an
 * operator took a corrupt but decodable object as it stands. `redrive`: an earlier version made a parked one due again. `correct`:
 * somebody put another event in the place of the one that arrived. `undo`: the event that arrived was put back.
 * `discard`: somebody gave the dead letter up. `restore`: a discarded one was parked again.
 */
export interface Edit {
  /** Milliseconds since the epoch; of a change by hand, the store's time of that write. */
  at: number;
  by: string;
  kind: EditKind;
  /** The audit's entry of the change; absent: it has none. */
  auditId?: string | null;
  /** Why, where that was said. */
  reason?: string | null;
  /** The job that made the change; absent: none did. */
  jobId?: string | null;
  /** Of a correction: a JSON Patch (a list) or a merge patch (an object), as it was sent; `null`: it is not kept. */
  patch?: JsonText | null;
}

/** What is kept of the request that brought the event. */
export interface Received {
  contentType: string | null;
  /** The sender's address; behind a proxy as TRUST_PROXY has it. */
  remoteAddress: string | null;
  headers: Readonly<Record<string, string>>;
  /** The body as it arrived, if the event's text does not hold all of it. */
  rawBody?: string | undefined;
}

/** A dead letter: an event, and the history of its attempts and edits. Times are in milliseconds since the epoch. */
export interface DeadLetter {
  traceId: string;
  /** The event to process: the corrected one, where somebody corrected it. */
  event: CxoneEvent;
  /** The event that arrived, where `event` is a corrected one; `null`: `event` is what arrived. */
  arrived: CxoneEvent | null;
  /** How often the event was corrected; an undo counts. It never goes back. */
  corrections: number;
  status: Status;
  /** Empty until an attempt has failed (status `received`), like the code and the fingerprint. */
  error: string;
  errorCode: string;
  retryable: boolean;
  fingerprint: string;
  firstFailedAt: number;
  /** Of the latest failure. */
  failedAt: number;
  /** Retries made. */
  retryCount: number;
  /** `null`: no retry by schedule. */
  nextRetryAt: number | null;
  /** The latest ones, the newest last. */
  attempts: readonly Attempt[];
  /** The latest ones, the newest last. */
  edits: readonly Edit[];
  lease: Lease | null;
  /** When it was resolved or discarded; `null` while it is unresolved, or where nobody noted it. */
  closedAt: number | null;
  received: Received | null;
  /** The span of its arrival, without a trace state; absent: that was not traced. */
  arrivalSpan?: TraceContext;
  /** Members of the stored record that this version does not know, kept as they are. */
  others: readonly JsonMember[];
}

/** Characters of an event and what is kept of its delivery: what a record that is held in memory takes up there. */
export function lengthOf({ event, arrived, received }: DeadLetter): number {
  return event.text.length + (arrived?.text.length ?? 0) + (received?.rawBody?.length ?? 0);
}

/** Waiting for a retry or for a person: never expired, never purged. */
export function isUnresolved(status: Status): boolean {
  return status === 'pending' || status === 'parked' || status === 'received';
}

/** Whether somebody has asked for it to be done, however old its event is. */
export function wasRedriven({ edits }: DeadLetter): boolean {
  return edits.some(({ kind }) => kind === 'redrive');
}
