import fc from 'fast-check';

/** The paths under which every carrier puts its secret. */
export const REDACT_PATHS =
  'payload.customer.*, payload..secret, payload."pass.code", payload.tags, payload.contactId';

/** A delivery with a secret at a masked path. */
export interface Carrier {
  body: string;
  contentType: string;
}

type Make = (secret: string, id: string) => string | Carrier;

const json = (value: unknown) => JSON.stringify(value);
const head = (id: string) => ({ event_id: id, tenant_id: 't', schema_version: 'test' });
const form = (body: string): Carrier => ({ body, contentType: 'application/x-www-form-urlencoded' });

/** Everything that senders deliver. */
const CARRIERS: Record<string, Make> = {
  contract: (secret, id) => json({ ...head(id), payload: { customer: { name: secret }, amount: 1 } }),
  alias: (secret, id) =>
    json({ eventId: id, busNo: 't', version: 'test', data: { Customer: { Name: secret } } }),
  escapedNames: (secret, id) =>
    json({ ...head(id), payload: { customer: { name: secret } } })
      .replace('"payload"', String.raw`"\u0070ayload"`)
      .replace('"customer"', String.raw`"c\u0075stomer"`),
  twice: (secret, id) =>
    `${json({ ...head(id), payload: { customer: { name: secret } } }).slice(0, -1)},"payload":{"customer":{"name":1,"name":2}}}`,
  container: (secret, id) =>
    json({ ...head(id), payload: { customer: { a: [secret, { b: { c: secret } }] } } }),
  nameInside: (secret, id) => json({ ...head(id), payload: { tags: { [secret]: 1 } } }),
  dottedName: (secret, id) => json({ ...head(id), payload: { 'pass.code': secret, pass: { code: 1 } } }),
  deep: (secret, id) =>
    `{"event_id":"${id}","schema_version":"test","payload":${'[{"a":'.repeat(200)}{"secret":${json(secret)}}${'}]'.repeat(200)}}`,
  copiedId: (secret, id) => json({ ...head(id), payload: { contactId: secret } }),
  inString: (secret, id) => json({ ...head(id), payload: json({ customer: { name: secret } }) }),
  inStringBeside: (secret, id) => json({ ...head(id), payload: { x: `  ${json({ deep: { secret } })}` } }),
  number: (secret, id) =>
    `{"event_id":"${id}","schema_version":"test","payload":{"customer":{"n":${numberOf(secret)}}}}`,
  formOfJson: (secret, id) =>
    form(
      `event_id=${id}&schema_version=test&payload=${encodeURIComponent(json({ customer: { name: secret } }))}`,
    ),
  formOfFields: (secret, id) =>
    form(new URLSearchParams({ event_id: id, schema_version: 'test', secret }).toString()),
  formOfText: (secret, id) => form(`payload=${json({ ...head(id), data: { secret } })}`),
  batch: (secret, id) => json([{ ...head(id), payload: { customer: { name: secret } } }]),
  events: (secret, id) => json({ schema_version: 'test', events: [{ id, data: { secret } }], data2: 1 }),
  unrecognised: (secret) => json([[{ data: { customer: { name: secret } } }]]),
  unrecognisedFlat: (secret) => json({ z: 1, customer: { name: secret }, a: { secret } }),
  upcasterFails: (secret, id) =>
    json({ ...head(id), schema_version: 'broken', payload: { customer: { name: secret } } }),
  upcasterMoves: (secret, id) =>
    json({ ...head(id), schema_version: 'old', payload: { customer: { name: secret } } }),
  schemaFails: (secret, id) =>
    json({ ...head(id), payload: { tags: { [secret]: secret }, strict: { other: 1 }, secret } }),
};

/** The digits that a secret becomes as a number: more than a double holds. */
export function numberOf(secret: string): string {
  return `7${secret.replaceAll(/[^]/gu, (char) => String(char.codePointAt(0)! % 10))}`.slice(0, 24);
}

export const carriers: fc.Arbitrary<[name: string, make: Make]> = fc.constantFrom(
  ...Object.entries(CARRIERS),
);

const NASTY = fc.constantFrom(...'a Z 9 " \\ / + & % = < é \' ü 漢 😀 . … - { [ : ,'.split(' '), ' ');

/** Texts that every escaping changes, and that stand nowhere by chance. */
export const secrets: fc.Arbitrary<string> = fc
  .tuple(
    fc.stringMatching(/^[a-z]{6}[0-9]{3}$/),
    fc.array(NASTY, { maxLength: 12 }),
    fc.stringMatching(/^[0-9]{3}[A-Z]{6}$/),
  )
  .map(([start, middle, end]) => `${start}${middle.join('')}${end}`);
