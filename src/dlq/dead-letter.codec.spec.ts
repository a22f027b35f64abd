import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DeadLetter } from '../domain/letter/dead-letter.js';
import { readEvent } from '../domain/event/event.js';
import { toJsonText, type JsonText } from '../domain/json/json-text.js';
import { claimed, firstFailure, receivedFirst } from '../domain/letter/lifecycle.js';
import { keyOfTraceId } from '../domain/letter/trace-id.js';
import { decodeRecord, encodeRecord } from './dead-letter.codec.js';

const NOW = Date.UTC(2024, 9, 23);
const policy = { baseDelayMs: 1, maxDelayMs: 1, maxAttempts: 1, attemptTimeoutMs: 1 };

function letterOf(event: object): DeadLetter {
  const reading = readEvent(toJsonText(JSON.stringify(event)), 'v2.1');
  if ('problems' in reading) throw new Error('not an event');
  return firstFailure(
    reading.event,
    { code: 'upstream_error', reason: 'line\nbreak "quoted"', retryable: true },
    {
      startedAt: NOW,
      processor: 'P',
      by: 'r',
      received: { contentType: 'x/y', remoteAddress: '::1', headers: { a: 'b' } },
    },
    { now: NOW, random: 0, policy },
  );
}

function decode(letter: DeadLetter, bytes: Uint8Array, metadata: Record<string, string> = {}) {
  return decodeRecord(keyOfTraceId(letter.traceId), bytes, metadata);
}

describe('the stored record', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('keeps the span of its arrival, and is no less sound where a hand broke it', () => {
    const letter = letterOf({ event_id: 'e' });
    const arrivalSpan = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), sampled: true, traceState: '' };
    const { bytes } = encodeRecord({ ...letter, arrivalSpan }, 'w', NOW);
    expect(JSON.parse(bytes.toString())).toMatchObject({
      traceparent: `00-${arrivalSpan.traceId}-${arrivalSpan.spanId}-01`,
    });
    expect(decode(letter, bytes)).toMatchObject({ letter: { arrivalSpan, others: [] } });
    const broken = Buffer.from(bytes.toString().replace('"00-a', '"00-x'));
    const decoded = decode(letter, broken);
    expect(decoded).toMatchObject({ kind: 'record', letter: { others: [] } });
    expect(decoded).not.toHaveProperty('letter.arrivalSpan');
    expect(JSON.parse(encodeRecord(letter, 'w', NOW).bytes.toString())).not.toHaveProperty('traceparent');
  });

  it.each(['Asia/Tokyo', 'America/New_York'])(
    'reads times of a hand that name no zone as UTC: %s',
    (zone) => {
      vi.stubEnv('TZ', zone);
      const letter = letterOf({ event_id: 'e' });
      const record = JSON.parse(encodeRecord(letter, 'w', NOW).bytes.toString()) as Record<string, unknown>;
      const [attempt] = record.attempts as object[];
      const said = '2024-10-23T00:00:00';
      const times = {
        first_failed_at: said,
        failed_at: '2024-10-23 00:00',
        next_retry_at: said,
        written_at: said,
      };
      const hand = {
        ...times,
        attempts: [{ ...attempt, at: said }],
        edits: [{ at: said, by: 'b', kind: 'hand' }],
      };
      const decoded = decode(letter, Buffer.from(JSON.stringify({ ...record, ...hand })));
      expect(decoded).toMatchObject({
        kind: 'record',
        writtenAt: NOW,
        letter: {
          firstFailedAt: NOW,
          failedAt: NOW,
          nextRetryAt: NOW,
          attempts: [{ at: NOW }],
          edits: [{ at: NOW }],
        },
      });
    },
  );

  it('comes back as it went in, whatever the event', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1 }),
      fc.string({ unit: 'binary', minLength: 1 }),
      fc.integer(),
    );
    fc.assert(
      fc.property(id, fc.string({ unit: 'binary' }), fc.jsonValue(), (event_id, tenant_id, payload) => {
        const letter = letterOf({ event_id, tenant_id, payload });
        const { bytes, metadata } = encodeRecord(letter, 'w');
        expect(decode(letter, bytes, metadata)).toEqual({ kind: 'record', letter, byHand: false });
        for (const value of Object.values(metadata)) expect(value).toMatch(/^[\x20-\x7e]{0,256}$/);
      }),
    );
  });

  it('keeps a raw body to the byte, whatever UTF-8 it is', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.uint8Array().map((bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)),
      fc.string().map((tail) => `\ufeff\u0000\r\n${tail}`),
    );
    fc.assert(
      fc.property(text, (rawBody) => {
        const plain = letterOf({ event_id: 'e' });
        const letter = { ...plain, received: { ...plain.received!, rawBody } };
        const { bytes, metadata } = encodeRecord(letter, 'w');
        const decoded = decode(letter, bytes, metadata);
        expect(decoded).toEqual({ kind: 'record', letter, byHand: false });
      }),
    );
  });

  it('stores an event that has not failed yet without an error', () => {
    const lease = { claimId: 'c', owner: 'o', ttlMs: 5 };
    const begin = { now: NOW, by: 'r', received: null };
    const letter = receivedFirst(letterOf({ event_id: 'e' }).event, lease, begin);
    const { bytes, metadata } = encodeRecord(letter, 'w');
    expect(JSON.parse(bytes.toString())).toMatchObject({ status: 'received', error: '', error_code: null });
    expect(decode(letter, bytes, metadata)).toEqual({ kind: 'record', letter, byHand: false });
  });

  it('keeps a lease, and members that this version does not know', () => {
    const lease = { claimId: 'c', owner: 'o', ttlMs: 5 };
    const letter = claimed(letterOf({ event_id: 'e' }), lease, { now: NOW, trigger: 'page', by: 'r' });
    const { bytes } = encodeRecord(letter, 'w');
    const text = Buffer.from(bytes).toString().replace(/}$/, ',"ticket":1.10}');
    const decoded = decode(letter, Buffer.from(text));
    expect(decoded).toEqual({
      kind: 'record',
      letter: { ...letter, others: [['ticket', '1.10']] },
      byHand: true,
    });
    const again = encodeRecord({ ...letter, others: [['ticket', '1.10' as JsonText]] }, 'w');
    expect(again.bytes.toString()).toContain('"ticket":1.10}');
  });

  it('keeps what the target answered, and reads attempts that have no answer or a broken one', () => {
    const plain = letterOf({ event_id: 'e' });
    const [first] = plain.attempts;
    const answered = { ...first!, response: { status: 422, body: 'no such case' } };
    const letter = { ...plain, attempts: [first!, answered] };
    const { bytes, metadata } = encodeRecord(letter, 'w');
    const stored = JSON.parse(bytes.toString()) as { attempts: Array<Record<string, unknown>> };
    expect(stored.attempts[0]).not.toHaveProperty('response');
    expect(stored.attempts[1]).toHaveProperty('response', { status: 422, body: 'no such case' });
    expect(decode(letter, bytes, metadata)).toEqual({ kind: 'record', letter, byHand: false });
    const broken = bytes.toString().replace('"status":422', '"status":"422"');
    expect(decode(letter, Buffer.from(broken))).toMatchObject({
      kind: 'record',
      letter: { attempts: [first, first] },
    });
  });

  it('differs in its bytes from write to write', () => {
    const letter = letterOf({ event_id: 'e' });
    expect(encodeRecord(letter, 'a').bytes.equals(encodeRecord(letter, 'b').bytes)).toBe(false);
  });

  it('carries a SHA-256 that any changed byte gives away', () => {
    const letter = letterOf({ event_id: 'e' });
    const { bytes, metadata } = encodeRecord(letter, 'w');
    expect(metadata.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (position, flip) => {
        const changed = Buffer.from(bytes);
        changed[position]! ^= flip;
        expect(decode(letter, changed, metadata).kind).toBe('corrupt');
      }),
    );
    expect(decode(letter, bytes.subarray(1), metadata).kind).toBe('corrupt');
    expect(decode(letter, Buffer.alloc(0), metadata).kind).toBe('corrupt');
  });

  it('never throws, whatever object has the key', () => {
    const letter = letterOf({ event_id: 'e' });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((json) => Buffer.from(json)),
        ),
        (bytes) => {
          expect(decode(letter, bytes).kind).toBe('corrupt');
        },
      ),
    );
  });

  it.each([
    ['another trace id', { trace_id: 'DLQ-1' }],
    ['a version that never was', { record_version: 0 }],
    ['a version that is no number', { record_version: '2' }],
    ['an unknown status', { status: 'lost' }],
    ['a negative count', { retry_count: -1 }],
    ['no event', { original_event: 'x' }],
    ['a time that is none', { failed_at: 'soon' }],
    ['a lease without an id', { lease: { ttl_ms: 1 } }],
    ['a lease without an end', { lease: { claim_id: 'c', ttl_ms: 1e300 } }],
  ])('is corrupt with %s', (_what, change) => {
    const letter = letterOf({ event_id: 'e' });
    const record = JSON.parse(encodeRecord(letter, 'w').bytes.toString()) as object;
    expect(decode(letter, Buffer.from(JSON.stringify({ ...record, ...change }))).kind).toBe('corrupt');
  });

  it('is newer, and not corrupt, with a higher record_version', () => {
    const letter = letterOf({ event_id: 'e' });
    const record = JSON.parse(encodeRecord(letter, 'w').bytes.toString()) as object;
    const bytes = Buffer.from(JSON.stringify({ ...record, record_version: 2, status: 'of tomorrow' }));
    const reason = 'written by a newer version of the service (record_version 2, and this version reads 1)';
    expect(decode(letter, bytes)).toEqual({ kind: 'newer', reason });
    expect(decode(letter, bytes, { sha256: '0' })).toMatchObject({ kind: 'corrupt', letter: null });
  });

  it("takes the contract's fields alone as pending, due at once", () => {
    const traceId = 'DLQ-1729720800123456789';
    const record = {
      original_event: { event_id: 'old', payload: { n: 1 } },
      error: 'boom',
      trace_id: traceId,
      failed_at: '2024-10-24T00:00:00.123456789+02:00',
      retry_count: 4,
      schema_version: 'v2.0',
    };
    const key = `dlq/year=2024/month=10/day=24/hour=00/${traceId}.json`;
    expect(decodeRecord(key, Buffer.from(JSON.stringify(record)), { retry_count: '4' })).toMatchObject({
      kind: 'record',
      letter: {
        status: 'pending',
        retryCount: 4,
        nextRetryAt: null,
        firstFailedAt: Date.UTC(2024, 9, 23, 22, 0, 0, 123),
        failedAt: Date.UTC(2024, 9, 23, 22, 0, 0, 123),
        event: { eventId: 'old', schemaVersion: 'v2.0' },
      },
    });
  });

  it('counts objects without the key of a dead letter as foreign', () => {
    expect(decodeRecord('dlq/readme.txt', Buffer.from('x'), {})).toEqual({ kind: 'foreign' });
  });
});
