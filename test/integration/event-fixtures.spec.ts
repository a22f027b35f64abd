import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memberOf } from '../../src/domain/json/json-text.js';
import { normalise, type Normalised } from '../../src/domain/event/normalise.js';

const FIXTURES = new URL('../fixtures/events/', import.meta.url);
const DERIVED = 'derived from the body';

/** event id, tenant, timestamp, interaction id, schema version, and whether the raw body is kept. */
type Expected = [string, string | null, string | undefined, string | undefined, string, 'all' | 'raw kept'];

/** One line an event; `unrecognised` is one that is kept for a person to look at. */
const EXPECTED: Record<string, Array<Expected | 'unrecognised'>> = {
  contract: [['evt_1001', 't_northwind', '"2026-03-02T09:15:00Z"', '"int_5001"', 'v2.1', 'all']],
  'interaction-created': [[DERIVED, null, undefined, undefined, 'v-default', 'raw kept']],
  'routing-conversation': [['evt_1003', null, undefined, undefined, 'v-default', 'all']],
  'flat-camel-case': [[DERIVED, null, '"2026-03-02T09:18:30.250Z"', '"int_5004"', 'v-default', 'all']],
  'digital-case': [
    [
      '3f6c1a52-9f0e-4a51-8b37-0c6d2f1e9a10',
      't_contoso',
      '"2026-03-02T09:20:11Z"',
      '"int_5005"',
      'v-default',
      'raw kept',
    ],
  ],
  'pointer-to-s3': [['evt_1006', null, undefined, undefined, 'v-default', 'raw kept']],
  'acd-pascal-case': [[DERIVED, '4597001', undefined, undefined, 'v-default', 'all']],
  'reporting-integers': [[DERIVED, null, undefined, '400000000123456789', 'v-default', 'all']],
  'batch-array': [
    ['evt_1101', 't_fabrikam', undefined, '"int_5101"', 'v-default', 'all'],
    ['evt_1102', 't_fabrikam', undefined, '400000000987654321', 'v-default', 'raw kept'],
    'unrecognised',
  ],
  'batch-object': [
    ['evt_1201', null, undefined, '"int_5201"', 'v-default', 'all'],
    ['evt_1202', null, undefined, '"int_5202"', 'v-default', 'all'],
  ],
  'batch-with-envelope': [['1301', '77', undefined, '"int_5301"', 'v2.1', 'raw kept']],
  'camel-case-contract': [['evt_1401', 't_northwind', '1772443200123', '"int_5401"', 'v2.1', 'all']],
  'no-event-id-null': [[DERIVED, 't_contoso', undefined, '"int_5501"', 'v-default', 'raw kept']],
  unrecognised: ['unrecognised'],
};

function eventsIn(body: string | Buffer): Normalised[] {
  const options = { strict: false, defaultSchemaVersion: 'v-default', maxEvents: 100 };
  const reading = normalise(Buffer.from(body), options);
  if (reading.kind === 'refused') throw new Error(JSON.stringify(reading.problems));
  return reading.events;
}

function summaryOf(item: Normalised): Expected | 'unrecognised' {
  if (item.kind === 'unrecognised') return 'unrecognised';
  const { event, raw, idDerived } = item;
  return [
    idDerived ? DERIVED : event.eventId,
    event.tenantId,
    memberOf(event.text, 'timestamp'),
    event.payload === null ? undefined : memberOf(event.payload, 'interaction_id'),
    event.schemaVersion,
    raw === null ? 'all' : 'raw kept',
  ];
}

const fixtures = readdirSync(FIXTURES).map((file) => basename(file, '.json'));

describe('the events that senders were seen to send', () => {
  it('each have an expectation, and the other way round', () => {
    expect(fixtures.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
  });

  it.each(fixtures)('%s is normalised as expected', (name) => {
    const body = readFileSync(new URL(`${name}.json`, FIXTURES));
    expect(eventsIn(body).map(summaryOf)).toEqual(EXPECTED[name]);
  });

  it.each(fixtures)('%s is the same event sent as a form, or after a byte order mark', (name) => {
    const text = readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8');
    const identities = (body: string) => eventsIn(body).map(({ event }) => [event.identity, event.text]);
    const plain = identities(text);
    expect(identities(`payload=${encodeURIComponent(text)}`)).toEqual(plain);
    expect(identities(new URLSearchParams({ [text]: '' }).toString())).toEqual(plain);
    expect(identities(encodeURIComponent(text))).toEqual(plain);
    expect(identities(`\ufeff${text}`)).toEqual(plain);
  });
});
