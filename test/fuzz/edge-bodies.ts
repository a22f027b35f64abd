import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';

const FIXTURES = new URL('../fixtures/events/', import.meta.url);

/** What is posted to the webhook: any bytes, under any Content-Type. */
export interface Delivery {
  body: Uint8Array;
  contentType: string;
}

const bytes = (text: fc.Arbitrary<string>) => text.map((each) => Buffer.from(each));

/** Names that mean something to normalising, in several spellings, and others. */
const name = fc.oneof(
  fc.constantFrom(
    'event_id',
    'eventId',
    'id',
    'Id',
    'EVENT-ID',
    'tenant_id',
    'tenantId',
    'BusNo',
    'businessUnitId',
    'timestamp',
    'createdAt',
    'eventTime',
    'payload',
    'data',
    'Payload',
    'events',
    'Events',
    'version',
    'schema_version',
    'schemaVersion',
    'interaction_id',
    'interactionId',
    'contactId',
    'case',
    'brand',
    '__proto__',
    'constructor',
    'toString',
    '',
    'body',
    'json',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

/** Written out by hand, so that names may be repeated and numbers be longer than JavaScript's. */
const { json } = fc.letrec<{ json: string; object: string; array: string; scalar: string }>((tie) => ({
  json: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('scalar'), tie('object'), tie('array')),
  object: fc
    .array(fc.tuple(name, tie('json'), fc.constantFrom('', ' ', '\n')), { maxLength: 6 })
    .map(
      (members) => `{${members.map(([key, value, gap]) => `${JSON.stringify(key)}:${gap}${value}`).join()}}`,
    ),
  array: fc.array(tie('json'), { maxLength: 5 }).map((elements) => `[${elements.join()}]`),
  scalar: fc.oneof(
    fc.constantFrom('null', 'true', 'false', '0', '-0', '""', '1E400', '1.10', '"\\ud800"', '"\\u0000"'),
    fc.bigInt().map(String),
    fc.string({ unit: 'binary', maxLength: 12 }).map((text) => JSON.stringify(text)),
  ),
}));

const deep = fc
  .tuple(
    fc.constantFrom(['[', ']'], ['{"a":', '}'], ['{"events":[', ']}'], ['{"payload":', '}']),
    fc.integer({ min: 1, max: 12_000 }),
    json,
  )
  .map(([[open = '', close = ''], levels, middle]) => open.repeat(levels) + middle + close.repeat(levels));

const form = fc
  .tuple(fc.constantFrom('payload', 'event', 'data', 'x', ''), json, fc.string({ maxLength: 10 }))
  .chain(([field, value, more]) =>
    fc.constantFrom(
      `${field}=${encodeURIComponent(value)}`,
      `${field}=${value}`,
      encodeURIComponent(value),
      `x=${encodeURIComponent(more)}&${field}=${encodeURIComponent(value)}`,
      `${field}=%${value}`,
    ),
  );

const fixtures = readdirSync(FIXTURES).map((file) => readFileSync(new URL(file, FIXTURES)));

/** A real event with a few of its bytes changed, left out or put in. */
const damaged = fc
  .tuple(
    fc.constantFrom(...fixtures),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), fc.nat(255)), { minLength: 1, maxLength: 4 }),
  )
  .map(([fixture, changes]) => {
    const changed = [...fixture];
    for (const [at, kind, byte] of changes) {
      changed.splice(at % changed.length, kind === 2 ? 0 : 1, ...(kind === 1 ? [] : [byte]));
    }
    return Uint8Array.from(changed);
  });

/** Anything that may come to the webhook. */
export const anyDelivery: fc.Arbitrary<Delivery> = fc.record({
  body: fc.oneof(
    { weight: 3, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 6, arbitrary: bytes(json) },
    { weight: 3, arbitrary: bytes(form) },
    { weight: 3, arbitrary: damaged },
    { weight: 1, arbitrary: bytes(deep) },
    { weight: 1, arbitrary: bytes(json.map((text) => `\ufeff${text}`)) },
  ),
  contentType: fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'text/plain; charset=utf-16',
    'nonsense',
    ';;=,',
  ),
});
