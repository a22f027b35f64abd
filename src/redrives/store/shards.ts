import { isLegacyTraceId, isTraceId, keyOfTraceId } from '../../domain/letter/trace-id.js';
import { OUTCOMES, type Member, type WrittenOutcome } from '../../domain/job/job.js';
import { jobPrefix, type Sealed } from './job-record.js';

export const SHARD_CONTENT_TYPE = 'application/x-ndjson';

/** Members in one shard. */
export const MEMBERS_PER_SHARD = 5_000;

/** Shards of results that are read at once. */
export const SHARDS_AT_ONCE = 16;

/** Where a shard of results lies. */
export interface ShardPlace {
  writer: string;
  number: number;
}

/** The `error_code` of a result: the record is gone, and earlier versions of it are, or may be, still there. */
export const VERSIONS_KEPT = 'versions_kept';

/** What became of one member, as it is written. */
export interface Result {
  /** Its number among the members, counted from 0. */
  n: number;
  trace_id: string;
  outcome: WrittenOutcome;
  /** RFC 3339. */
  at: string;
  error_code: string | null;
  /** Masked; `null`: it did not fail. */
  error: string | null;
  /** Of the failure; `null`: it did not fail. */
  fingerprint: string | null;
}

export function membersKey(jobId: string, name: string): string {
  return `${jobPrefix(jobId)}members/${name}.ndjson`;
}

export function resultsPrefix(jobId: string): string {
  return `${jobPrefix(jobId)}results/`;
}

export function resultsKey(jobId: string, writer: string, number: number): string {
  return `${resultsPrefix(jobId)}${writer}-${shardName(number)}.ndjson`;
}

/** @returns `null` for the key of something else */
export function writerOfKey(jobId: string, key: string): ShardPlace | null {
  const match = /^(.+)-(\d{4,})\.ndjson$/.exec(key.slice(resultsPrefix(jobId).length));
  return match === null ? null : { writer: match[1]!, number: Number(match[2]) };
}

export function shardName(number: number): string {
  return String(number).padStart(4, '0');
}

/** The name of an owner's results: the replica, and which owner of the job it is. */
export function writerName(replica: string, owners: number): string {
  return `${replica.replace(/[^\w.-]/g, '_')}.${owners}`;
}

export function encodeMembers(members: readonly Member[]): Buffer {
  const lines = members.map(({ traceId, key, etag, fingerprint }) => {
    const place = isLegacyTraceId(traceId) ? { key } : {};
    return JSON.stringify({ trace_id: traceId, ...place, etag, fingerprint });
  });
  return Buffer.from(lines.map((line) => `${line}\n`).join(''), 'utf8');
}

/** @throws Error where a line is no member: the job cannot go on */
export function decodeMembers(bytes: Uint8Array): Member[] {
  return linesOf(bytes).map((line) => {
    const { trace_id: traceId, key, etag, fingerprint } = line;
    const whole = typeof traceId === 'string' && isTraceId(traceId) && typeof etag === 'string';
    if (!whole) throw new Error('a member shard holds a line that is no member');
    return {
      traceId,
      key: typeof key === 'string' ? key : keyOfTraceId(traceId),
      etag,
      fingerprint: typeof fingerprint === 'string' ? fingerprint : '',
    };
  });
}

export function encodeResults(results: readonly Result[]): Buffer {
  return Buffer.from(results.map((result) => `${JSON.stringify(result)}\n`).join(''), 'utf8');
}

/** @throws Error where a line is no result */
export function decodeResults(bytes: Uint8Array): Result[] {
  return linesOf(bytes).map((line) => {
    const { n, trace_id, outcome } = line;
    const known = OUTCOMES.some((one) => one === outcome) && outcome !== 'not_tried';
    if (!known || !Number.isSafeInteger(n) || typeof trace_id !== 'string') {
      throw new Error('a result shard holds a line that is no result');
    }
    const text = (value: unknown) => (typeof value === 'string' ? value : null);
    return {
      n: n as number,
      trace_id,
      outcome: outcome as WrittenOutcome,
      at: text(line.at) ?? '',
      error_code: text(line.error_code),
      error: text(line.error),
      fingerprint: text(line.fingerprint),
    };
  });
}

function linesOf(bytes: Uint8Array): Array<Record<string, unknown>> {
  const text = Buffer.from(bytes).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Each shard of results, in the order in which it was written. */
export function* shardsOf(sealed: readonly Sealed[]): Generator<ShardPlace, void, undefined> {
  for (const { writer, shards } of sealed) {
    for (let number = 0; number < shards; number++) yield { writer, number };
  }
}
