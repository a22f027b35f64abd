import { hash } from 'node:crypto';
import { STATUSES, type DeadLetter, type Status } from '../domain/letter/dead-letter.js';
import { jsonString, membersOf, toJsonText, type JsonMember } from '../domain/json/json-text.js';
import { readTime } from '../domain/event/read-time.js';
import { isLegacyTraceId, timeOfTraceId, traceIdOfKey } from '../domain/letter/trace-id.js';
import { rfc3339 } from '../domain/text/rfc3339.js';
import { traceparentOf } from '../domain/tracing/trace-context.js';
import { metadataValue } from './metadata-value.js';
import { editsFrom, editsTo } from './record-edits.js';
import { correctionFrom, correctionTo } from './record-correction.js';
import {
  arrivalSpanFrom,
  attemptFrom,
  attemptTo,
  leaseFrom,
  receivedIn,
  receivedTo,
  type Json,
} from './record-parts.js';

export const RECORD_VERSION = 1;
export const RECORD_CONTENT_TYPE = 'application/json';

/** An encoded record: the bytes of the body, and the object's metadata. */
export interface EncodedRecord {
  bytes: Buffer;
  metadata: Record<string, string>;
}

/**
 * The result of decoding an object under `dlq/`. `byHand`: the object has no digest, so another tool wrote it.
 * `writtenAt`: the writer's clock, milliseconds since the epoch. `letter` of a corrupt object: the record, where it can
 * be decoded, so that an operator can accept it. `newer`: a sound record in a form that only a newer version reads.
 */
export type Decoded =
  | { kind: 'record'; letter: DeadLetter; byHand: boolean; writtenAt?: number }
  | { kind: 'corrupt'; reason: string; letter: DeadLetter | null; writtenAt?: number }
  | { kind: 'newer'; reason: string }
  | { kind: 'foreign' };

const UTF_8 = new TextDecoder('utf-8', { fatal: true });

/** The members of which the text counts, since it keeps its digits. */
const TEXTS = new Set(
  'original_event edits uncorrected_event uncorrected_schema_version corrections'.split(' '),
);

/** The others that this version writes. A write keeps all further members unchanged. */
const VALUES = new Set(
  (
    'error trace_id failed_at retry_count schema_version record_version status error_code retryable fingerprint ' +
    'first_failed_at next_retry_at attempts lease closed_at received traceparent write_id written_at'
  ).split(' '),
);

/**
 * The stored form of a dead letter: the contract's members first, the event's text spliced in as it arrived.
 *
 * @param writeId fresh for each write, so that no two writes have equal bytes and a writer recognises its own write
 * @param writtenAt this process's clock at the write, milliseconds since the epoch; readers compare it with the store's
 */
export function encodeRecord(letter: DeadLetter, writeId: string, writtenAt?: number): EncodedRecord {
  const { event, arrivalSpan } = letter;
  const lease = letter.lease && {
    claim_id: letter.lease.claimId,
    owner: letter.lease.owner,
    ttl_ms: letter.lease.ttlMs,
  };
  const text = [
    `"original_event":${event.text}`,
    membersIn({
      error: letter.error,
      trace_id: letter.traceId,
      failed_at: rfc3339(letter.failedAt),
      retry_count: letter.retryCount,
      schema_version: event.schemaVersion,
      record_version: RECORD_VERSION,
      status: letter.status,
      error_code: letter.errorCode || null,
      retryable: letter.retryable,
      fingerprint: letter.fingerprint,
      first_failed_at: rfc3339(letter.firstFailedAt),
      next_retry_at: letter.nextRetryAt === null ? null : rfc3339(letter.nextRetryAt),
      attempts: letter.attempts.map(attemptTo),
    }),
    `"edits":${editsTo(letter.edits)}`,
    ...correctionTo(letter),
    membersIn({
      lease,
      closed_at: letter.closedAt === null ? null : rfc3339(letter.closedAt),
      received: letter.received && receivedTo(letter.received),
      traceparent: arrivalSpan && traceparentOf(arrivalSpan),
      write_id: writeId,
      written_at: writtenAt === undefined ? undefined : rfc3339(writtenAt),
    }),
    ...letter.others.map(([name, value]) => `${jsonString(name)}:${value}`),
  ].join(',');
  const bytes = Buffer.from(`{${text}}`, 'utf8');
  return {
    bytes,
    metadata: {
      event_id: metadataValue(letter.event.eventId),
      schema_ver: metadataValue(letter.event.schemaVersion),
      retry_count: String(letter.retryCount),
      sha256: digestOf(bytes),
    },
  };
}

/** The members of an object as JSON has them, without its braces; those that are `undefined` are left out. */
function membersIn(object: object): string {
  return JSON.stringify(object).slice(1, -1);
}

/**
 * Decodes an object under `dlq/`. Never throws. An object that is no dead letter is `foreign`. A dead letter that does
 * not match its digest or cannot be decoded is `corrupt`. One that a newer version wrote is `newer`.
 *
 * An object without a digest was written by hand or by the tutorial's program, and is accepted.
 */
export function decodeRecord(
  key: string,
  bytes: Uint8Array,
  metadata: Readonly<Record<string, string>>,
): Decoded {
  const traceId = traceIdOfKey(key);
  if (traceId === null) return { kind: 'foreign' };
  const digest = metadata.sha256;
  const reason = 'the body does not match the SHA-256 in its metadata';
  const damaged = digest !== undefined && digest !== digestOf(bytes);
  try {
    const { letter, ...write } = readRecord(traceId, bytes);
    if (damaged) return { kind: 'corrupt', reason, letter, ...write };
    // The tutorial's program never wrote a digest, so a missing digest does not mean a repair by hand.
    return { kind: 'record', letter, byHand: digest === undefined && !isLegacyTraceId(traceId), ...write };
  } catch (error) {
    const why = reasonOf(error);
    if (error instanceof NewerVersion && !damaged) return { kind: 'newer', reason: why };
    return { kind: 'corrupt', reason: damaged ? `${reason}, and it cannot be decoded` : why, letter: null };
  }
}

/** The message of a parser quotes what it read. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'it is not JSON';
  return error instanceof Error ? error.message : 'it cannot be decoded';
}

function readRecord(traceId: string, bytes: Uint8Array): { letter: DeadLetter; writtenAt?: number } {
  const members = membersOf(toJsonText(UTF_8.decode(bytes)));
  const fields = new Map(members);
  const values = valuesOf(members);
  const value = (name: string): unknown => values[name];
  const original = fields.get('original_event');
  if (original?.[0] !== '{') throw new Error('original_event: expected a JSON object');
  if (value('trace_id') !== traceId) throw new Error('trace_id: expected the one in the key');
  checkVersion(value('record_version') ?? RECORD_VERSION);
  const firstFailedAt = time(value('first_failed_at')) ?? timeOfTraceId(traceId);
  // This member only helps to read the other times, so a repair by hand that broke it does not make the record corrupt.
  const writer = value('written_at');
  const writtenAt = typeof writer === 'string' ? readTime(writer) : null;
  const letter: DeadLetter = {
    traceId,
    ...correctionFrom(fields, optionalText('schema_version', value('schema_version')) ?? ''),
    status: status(value('status')),
    error: optionalText('error', value('error')) ?? '',
    errorCode:
      optionalText('error_code', value('error_code')) ?? (hasNotFailed(value) ? '' : 'processor_error'),
    retryable: value('retryable') !== false,
    fingerprint: optionalText('fingerprint', value('fingerprint')) ?? '',
    firstFailedAt,
    failedAt: time(value('failed_at')) ?? firstFailedAt,
    retryCount: count(value('retry_count')),
    nextRetryAt: time(value('next_retry_at')),
    attempts: attemptFrom(value('attempts')),
    edits: editsFrom(fields.get('edits')),
    lease: leaseFrom(value('lease')),
    closedAt: time(value('closed_at')),
    received: receivedIn(value('received')),
    ...arrivalSpanFrom(value('traceparent')),
    others: members.filter(([name]) => !VALUES.has(name) && !TEXTS.has(name)),
  };
  return writtenAt === null ? { letter } : { letter, writtenAt };
}

/** What the members say of which no text is kept, read in one go. */
function valuesOf(members: readonly JsonMember[]): Json {
  const texts: string[] = [];
  for (const [name, value] of members) if (VALUES.has(name)) texts.push(`"${name}":${value}`);
  return JSON.parse(`{${texts.join(',')}}`) as Json;
}

/** It was stored before it was processed. A person may have discarded and restored it since. */
function hasNotFailed(value: (name: string) => unknown): boolean {
  return value('status') === 'received' || (value('error_code') === null && value('error') === '');
}

class NewerVersion extends Error {}

function checkVersion(version: unknown): void {
  if (version === RECORD_VERSION) return;
  if (Number.isSafeInteger(version) && (version as number) > RECORD_VERSION) {
    const reads = `record_version ${String(version)}, and this version reads ${RECORD_VERSION}`;
    throw new NewerVersion(`written by a newer version of the service (${reads})`);
  }
  throw new Error(`record_version: expected ${RECORD_VERSION}, as this version writes it`);
}

function status(value: unknown): Status {
  if (value === undefined) return 'pending';
  const found = STATUSES.find((known) => known === value);
  if (found === undefined) throw new Error(`status: expected one of ${STATUSES.join(', ')}`);
  return found;
}

function optionalText(field: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw new Error(`${field}: expected a string`);
  return value;
}

function count(value: unknown): number {
  if (value === undefined) return 0;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw new Error('retry_count: expected a whole number from 0');
  }
  return value as number;
}

/**
 * Reads RFC 3339 with any offset and any number of fraction digits (the tutorial's program writes nine), and other
 * forms that people write by hand. A time without a zone is UTC, not the zone of this machine.
 */
function time(value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const ms = typeof value === 'string' ? readTime(value) : null;
  if (ms === null) throw new Error('a time: expected RFC 3339 text');
  return ms;
}

function digestOf(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}
