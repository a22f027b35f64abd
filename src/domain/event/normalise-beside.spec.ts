import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise, type Normalised } from './normalise.js';

const OPTIONS = { strict: false, defaultSchemaVersion: 'v2.1', maxEvents: 50 };

function eventsOf(body: string, saidForm = true): Normalised[] {
  const reading = normalise(Buffer.from(body), { ...OPTIONS, saidForm });
  return reading.kind === 'refused' ? [] : reading.events;
}

const textsOf = (body: string, saidForm = true) => eventsOf(body, saidForm).map(({ event }) => event.text);
const payloadOf = (body: string, saidForm = true) =>
  eventsOf(body, saidForm).map(({ event }) => JSON.parse(event.payload ?? 'null') as unknown)[0];
const json = (value: unknown) => encodeURIComponent(JSON.stringify(value));

describe('a form of plain fields', () => {
  const STUDIO = 'eventType=Inbound%3AAlerting&contactId=700001&fromAddress=%2B15550100&skill=Sales+1';

  it.each([true, false])('is a flat event of texts, with a Content-Type that says so: %s', (said) => {
    expect(payloadOf(STUDIO, said)).toEqual({
      interaction_id: '700001',
      eventType: 'Inbound:Alerting',
      contactId: '700001',
      fromAddress: '+15550100',
      skill: 'Sales 1',
    });
  });

  it.each([
    ['tag=a&contactId=1&tag=b', { tag: ['a', 'b'] }],
    ['contactId=1&empty=&bare&&=x', { empty: '', bare: '', '': 'x' }],
    ['contactId=1&a=100%&b=%E9t%C3%A9&c=%zz&d=1%2B1%3D2', { a: '100%', b: '%E9té', c: '%zz', d: '1+1=2' }],
    ['contactId=1&details={"a":1}', { details: '{"a":1}' }],
    ['contactId=1&__proto__=x&constructor=y', { constructor: 'y' }],
  ])('keeps what is in it: %s', (body, expected) => {
    expect(payloadOf(body)).toMatchObject(expected);
  });

  it("takes the contract's names, of which one may come twice where it says the same", () => {
    expect(textsOf('event_id=e&tenant_id=t&payload=hello&event_id=e')).toEqual([
      '{"event_id":"e","tenant_id":"t","payload":"hello"}',
    ]);
    expect(eventsOf('event_id=e&event_id=f&payload=x')).toMatchObject([{ kind: 'unrecognised' }]);
  });

  it('is kept where it is no event, if the Content-Type says that it is a form', () => {
    expect(eventsOf('a=1&b=2')).toMatchObject([
      { kind: 'unrecognised', event: { payload: '{"a":"1","b":"2"}' } },
    ]);
    for (const body of ['a=1&b=2', 'dGVzdA==', 'x = contactId=1', 'contactId=1\nq=2']) {
      expect(eventsOf(body, false)).toEqual([]);
    }
  });

  it.each(['', 'hello', '{"event_id":"e","url":"?a=b', '<a href="?contactId=1">', '"contactId=1', '17'])(
    'is not made of %j',
    (body) => {
      expect(eventsOf(body)).toEqual([]);
    },
  );
});

describe('fields of a form beside JSON', () => {
  const payload = { interaction_id: 'i' };

  it.each([
    [`event_id=e&tenant_id=t&payload=${json(payload)}`, { event_id: 'e', tenant_id: 't', payload }],
    [`eventId=e&data=${json(payload)}`, { event_id: 'e', payload, eventId: 'e' }],
    [`event_id=e&body=${json([1])}&type=x`, { event_id: 'e', payload: [1], type: 'x' }],
    [
      `event_id=e&payload=${json({ event_id: 'f', payload })}`,
      { event_id: 'e', payload: { event_id: 'f', payload, interaction_id: undefined } },
    ],
    [`source=s&event=${json({ event_id: 'e', payload })}`, { event_id: 'e', payload, source: 's' }],
    [
      `tenant_id=t&payload=${json({ event_id: 'e', tenant_id: 'u', payload })}`,
      { event_id: 'e', tenant_id: 'u', payload, envelope: { tenant_id: 't' } },
    ],
  ])('make the event, or are added to it: %s', (body, expected) => {
    const [event] = textsOf(body).map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(event).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('stand beside the events of a batch', () => {
    const body = `tenant_id=t&payload=${json([
      { event_id: 1, payload },
      { event_id: 2, tenant_id: 'u' },
    ])}`;
    expect(eventsOf(body).map(({ event }) => [event.eventId, event.tenantId])).toEqual([
      ['1', 't'],
      ['2', 'u'],
    ]);
  });
});

describe('what a batch holds beside its events', () => {
  it('counts as their members, unless they say otherwise', () => {
    const own = '{"event_id":2,"payload":{},"TenantId":"x","createdAt":"5","n":2}';
    const body = `{"tenant_id":"a","createdAt":"4","n":1.0,"events":[{"event_id":1,"payload":{}},${own}]}`;
    expect(textsOf(body)).toEqual(
      [
        '{"event_id":1,"payload":{},"tenant_id":"a","createdAt":"4","n":1.0}'.replace(
          '"event_id":1',
          '"timestamp":"4","event_id":1',
        ),
        '{"tenant_id":"x","timestamp":"5","event_id":2,"payload":{},"TenantId":"x","createdAt":"5","n":2,' +
          '"envelope":{"tenant_id":"a","n":1.0}}',
      ].map((text) => expect.toSatisfy((made: string) => sameMembers(made, text))),
    );
  });

  it('does not name them by its own id, nor by its own version', () => {
    const [event] = eventsOf('{"id":"b1","version":"9","events":[{"interactionId":"i"}]}');
    expect(event).toMatchObject({ kind: 'event', idDerived: true, event: { schemaVersion: 'v2.1' } });
    expect(JSON.parse(event!.event.payload!)).toMatchObject({ id: 'b1', version: '9', interactionId: 'i' });
  });

  it('keeps events of different batches apart, whatever the difference', () => {
    const member = fc.tuple(
      fc.constantFrom('tenant_id', 'type', 'source', 'id', 'contactId', 'schema_version', 'TenantId'),
      fc.constantFrom('a', 'b'),
    );
    const envelope = fc.uniqueArray(member, { selector: ([name]) => name, maxLength: 3 });
    const element = envelope.map((members) => ({
      event_id: 'e',
      payload: {},
      ...Object.fromEntries(members),
    }));
    /** `tenant_id` beside a `TenantId` of the same value says nothing more. */
    const key = (members: Array<[string, string]>) => {
      const said = new Map(members);
      if (said.get('tenant_id') === said.get('TenantId')) said.delete('tenant_id');
      return JSON.stringify([...said].toSorted(byName));
    };
    const send = (members: Array<[string, string]>, event: object) => ({
      batch: eventsOf(JSON.stringify({ ...Object.fromEntries(members), events: [event] })),
      form: eventsOf(`${new URLSearchParams(members)}&payload=${json(event)}`),
    });
    fc.assert(
      fc.property(envelope, envelope, element, (a, b, event) => {
        fc.pre(key(a) !== key(b));
        const [one, two] = [send(a, event), send(b, event)];
        // What says the same as the event itself adds nothing to it.
        const adds = (members: Array<[string, string]>) =>
          members.filter(([name, value]) => (event as Record<string, unknown>)[name] !== value);
        fc.pre(key(adds(a)) !== key(adds(b)));
        expect(one.batch[0]!.event.identity).not.toBe(two.batch[0]!.event.identity);
        expect(one.form[0]!.event.identity).not.toBe(two.form[0]!.event.identity);
      }),
      { numRuns: 1_000 },
    );
  });
});

function sameMembers(a: string, b: string): boolean {
  const members = (text: string) =>
    JSON.stringify(Object.entries(JSON.parse(text) as object).toSorted(byName));
  return members(a) === members(b);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
