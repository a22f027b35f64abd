import { readTime } from '../domain/event/read-time.js';
import { MAX_RESPONSE_LENGTH, type UpstreamResponse } from '../domain/letter/failure.js';
import type { Attempt, DeadLetter, Lease, Received, Trigger } from '../domain/letter/dead-letter.js';
import { rfc3339 } from '../domain/text/rfc3339.js';
import { readTraceparent } from '../domain/tracing/trace-context.js';

/** A lease longer than a day is a mistake: it would lock the record. */
const MAX_TTL_MS = 86_400_000;

export type Json = Record<string, unknown>;

/** The stored form of one attempt. */
export function attemptTo(attempt: Attempt): Json {
  return {
    at: rfc3339(attempt.at),
    trigger: attempt.trigger,
    by: attempt.by,
    claim_id: attempt.claimId,
    duration_ms: attempt.durationMs,
    processor: attempt.processor,
    error_code: attempt.errorCode,
    error: attempt.error,
    ...auditIdTo(attempt),
    ...jobIdTo(attempt),
    ...(attempt.response ? { response: attempt.response } : {}),
  };
}

/** @throws Error naming the member that is not as it should be. */
export function attemptFrom(value: unknown): Attempt[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error('attempts: expected an array');
  return value.map((item: unknown) => {
    const attempt = object('attempts', item);
    return {
      at: readTime(text(attempt.at) ?? '') ?? 0,
      trigger: (text(attempt.trigger) ?? 'manual') as Trigger,
      by: text(attempt.by) ?? '',
      claimId: text(attempt.claim_id),
      durationMs: typeof attempt.duration_ms === 'number' ? attempt.duration_ms : null,
      processor: text(attempt.processor),
      errorCode: text(attempt.error_code),
      error: text(attempt.error),
      ...auditIdFrom(attempt),
      ...jobIdFrom(attempt),
      ...responseFrom(attempt.response),
    };
  });
}

/** Older records have no response, and a broken one after a repair by hand does not make the record corrupt. */
function responseFrom(value: unknown): { response?: UpstreamResponse } {
  if (typeof value !== 'object' || value === null) return {};
  const { status, body } = value as Json;
  if (!Number.isSafeInteger(status)) return {};
  return { response: { status: status as number, body: (text(body) ?? '').slice(0, MAX_RESPONSE_LENGTH) } };
}

/** Older records have none, and what nobody asked for has none. */
export function auditIdTo({ auditId }: { auditId?: string | null }): Json {
  return auditId === undefined || auditId === null ? {} : { audit_id: auditId };
}

export function auditIdFrom({ audit_id }: Json): { auditId?: string } {
  return typeof audit_id === 'string' ? { auditId: audit_id } : {};
}

/** Only what a job has made has one. */
export function jobIdTo({ jobId }: { jobId?: string | null }): Json {
  return jobId === undefined || jobId === null ? {} : { job_id: jobId };
}

export function jobIdFrom({ job_id }: Json): { jobId?: string } {
  return typeof job_id === 'string' ? { jobId: job_id } : {};
}

/** @throws Error naming the member that is not as it should be. */
export function leaseFrom(value: unknown): Lease | null {
  if (value === undefined || value === null) return null;
  const lease = object('lease', value);
  const [claimId, owner, ttlMs] = [text(lease.claim_id), text(lease.owner), lease.ttl_ms];
  if (claimId === null || !isTtl(ttlMs)) {
    throw new Error(`lease: expected claim_id, and ttl_ms from 0 to ${MAX_TTL_MS}`);
  }
  return { claimId, owner: owner ?? '', ttlMs };
}

/** The stored form of what is kept of a delivery. */
export function receivedTo({ contentType, remoteAddress, headers, rawBody }: Received): Json {
  const raw = rawBody === undefined ? {} : { raw_body: rawBody };
  return { content_type: contentType, remote_address: remoteAddress, headers, ...raw };
}

/** @throws Error naming the member that is not as it should be. */
export function receivedIn(value: unknown): Received | null {
  if (value === undefined || value === null) return null;
  const received = object('received', value);
  const headers = Object.entries(object('received.headers', received.headers ?? {})).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  const rawBody = text(received.raw_body);
  return {
    contentType: text(received.content_type),
    remoteAddress: text(received.remote_address),
    headers: Object.fromEntries(headers),
    ...(rawBody === null ? {} : { rawBody }),
  };
}

/** Only traces are linked by it, so a broken one after a repair by hand does not make the record corrupt. */
export function arrivalSpanFrom(value: unknown): Pick<DeadLetter, 'arrivalSpan'> {
  const span = readTraceparent(text(value) ?? '');
  return span === null ? {} : { arrivalSpan: span };
}

function isTtl(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TTL_MS;
}

export function object(field: string, value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Error(`${field}: expected an object`);
  }
  return value as Json;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
