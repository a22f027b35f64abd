import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonObjectText, jsonText } from '../../test/support/json-text-arbitrary.js';
import { EDIT_KINDS, STATUSES, type DeadLetter } from '../domain/letter/dead-letter.js';
import { MAX_RESPONSE_LENGTH } from '../domain/letter/failure.js';
import { inPlaceOf, storedEvent } from '../domain/event/event.js';
import { jsonString, toJsonText } from '../domain/json/json-text.js';
import { keyOfTraceId, makeTraceId } from '../domain/letter/trace-id.js';
import { decodeRecord, encodeRecord } from './dead-letter.codec.js';

const text = fc.string({ unit: 'binary' });
const time = fc.integer({ min: 0, max: 9_999_999_999_999 });
const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });

const response = fc.record({
  status: fc.integer({ min: 100, max: 599 }),
  // The bound itself, and short bodies: long random ones would only cost time.
  body: fc.oneof(text, fc.constant('é'.repeat(MAX_RESPONSE_LENGTH))),
});

const attempt = fc.record(
  {
    at: time,
    trigger: fc.constantFrom('webhook', 'page', 'manual', 'sweep'),
    by: text,
    claimId: orNull(text),
    durationMs: orNull(fc.nat()),
    processor: orNull(text),
    errorCode: orNull(text),
    error: orNull(text),
    response,
  },
  { requiredKeys: ['at', 'trigger', 'by', 'claimId', 'durationMs', 'processor', 'errorCode', 'error'] },
);

const patch = jsonText.map(toJsonText).filter((json) => json !== 'null');

const edit = fc.record(
  {
    at: time,
    by: text,
    kind: fc.constantFrom(...EDIT_KINDS),
    reason: fc.string({ unit: 'binary', minLength: 1 }),
    jobId: fc.string({ minLength: 1 }),
    patch,
  },
  { requiredKeys: ['at', 'by', 'kind'] },
);

const event = fc.tuple(jsonObjectText, text).map(([json, version]) => storedEvent(toJsonText(json), version));

/** An event as it arrived, or a corrected one in its place. */
const correction = fc.oneof(
  fc
    .tuple(event, fc.nat(99))
    .map(([arrived, corrections]) => ({ event: arrived, arrived: null, corrections })),
  fc
    .tuple(event, event, fc.integer({ min: 1, max: 99 }))
    .map(([arrived, { text: json, schemaVersion }, number]) => ({
      event: inPlaceOf(arrived, json, schemaVersion),
      arrived,
      corrections: number,
    })),
);

const lease = fc.record({ claimId: text, owner: text, ttlMs: fc.integer({ min: 0, max: 86_400_000 }) });

const received = fc.record({
  contentType: orNull(text),
  remoteAddress: orNull(text),
  headers: fc.dictionary(text, text, { maxKeys: 3 }).map((headers) => ({ ...headers })),
});

/** Members of a later version, under names that this one does not have. */
const others = fc.array(
  fc.tuple(
    text.map((name) => `x-${name}`),
    jsonText.map(toJsonText),
  ),
  { maxLength: 3 },
);

const letters: fc.Arbitrary<DeadLetter> = fc
  .record({
    identity: fc.stringMatching(/^[0-9a-f]{32}$/),
    correction,
    status: fc.constantFrom(...STATUSES),
    error: text,
    // A failure has a code; one that names none is read as the processor's.
    errorCode: text.map((code) => `e${code}`),
    retryable: fc.boolean(),
    fingerprint: text,
    firstFailedAt: time,
    failedAt: time,
    retryCount: fc.nat(),
    nextRetryAt: orNull(time),
    attempts: fc.array(attempt, { maxLength: 4 }),
    edits: fc.array(edit, { maxLength: 3 }),
    lease: orNull(lease),
    closedAt: orNull(time),
    received: orNull(received),
    others,
  })
  .map(({ identity, correction: corrected, ...letter }) => ({
    ...letter,
    ...corrected,
    traceId: makeTraceId(letter.firstFailedAt, identity),
  }));

describe('the codec against any record', () => {
  it('gives back what it was given, with every combination of attempts, edits, lease and unknown members', () => {
    fc.assert(
      fc.property(letters, text, (letter, writeId) => {
        const { bytes, metadata } = encodeRecord(letter, writeId);
        const decoded = decodeRecord(keyOfTraceId(letter.traceId), bytes, metadata);
        expect(decoded).toEqual({ kind: 'record', letter, byHand: false });
        const again = decoded.kind === 'record' ? encodeRecord(decoded.letter, writeId) : null;
        expect(again?.bytes.toString()).toBe(bytes.toString());
        for (const value of Object.values(metadata)) expect(value).toMatch(/^[\x20-\x7e]{0,256}$/);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the event to the letter, white space apart, through a repair by hand and a new write', () => {
    fc.assert(
      fc.property(letters, jsonObjectText, (letter, event) => {
        const { bytes } = encodeRecord(letter, 'w');
        const byHand = bytes.toString().replace(letter.event.text, () => ` ${event}\n`);
        const decoded = decodeRecord(keyOfTraceId(letter.traceId), Buffer.from(byHand), {});
        if (decoded.kind !== 'record') throw new Error(decoded.kind);
        expect(decoded.byHand).toBe(true);
        expect(decoded.letter.event.text).toBe(toJsonText(event));
        expect(JSON.parse(decoded.letter.event.text)).toEqual(JSON.parse(event));
        const written = encodeRecord(decoded.letter, 'w').bytes.toString();
        expect(written).toContain(
          `{"original_event":${toJsonText(event)},"error":${jsonString(letter.error)}`,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('sees every lost or added byte', () => {
    fc.assert(
      fc.property(letters, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 3 }), (letter, at, more) => {
        const { bytes, metadata } = encodeRecord(letter, 'w');
        const cut = at % bytes.length;
        const key = keyOfTraceId(letter.traceId);
        const truncated = bytes.subarray(0, cut);
        const grown = Buffer.concat([bytes.subarray(0, cut), more, bytes.subarray(cut)]);
        for (const damaged of [truncated, grown]) {
          expect(decodeRecord(key, damaged, metadata).kind).toBe('corrupt');
        }
      }),
      { numRuns: 100 },
    );
  });
});
