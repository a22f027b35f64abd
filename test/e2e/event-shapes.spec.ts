import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { madeUpEvents } from '../../fake-cxone/events.mjs';
import { bodiesOf, contentTypeOf, ENCODINGS, SHAPES } from '../../fake-cxone/shapes.mjs';
import { signedHeaders, SIGNING_PROFILES } from '../../fake-cxone/sign.mjs';
import { normalise } from '../../src/domain/event/normalise.js';
import { api, deliver, type Answer } from '../support/http.js';
import { runScript } from '../support/run-script.js';
import { storeEnv } from '../support/s3-env.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const FIXTURES = new URL('../fixtures/events/', import.meta.url);
const SECRET = 'bWFkZS11cC1zZWNyZXQtMTIz';
/** `custom` has variables of its own, and its tests in signatures.spec.ts. */
const PROFILES = SIGNING_PROFILES.filter((name) => name !== 'custom');
const fixtures = readdirSync(FIXTURES).map((file) => basename(file, '.json'));
const bodyOf = (name: string) => readFileSync(new URL(`${name}.json`, FIXTURES), 'utf8');

/** What becomes of each event of a fixture by the default rule: `ok`, or its error code. */
const EXPECTED: Record<string, string[]> = {
  contract: ['ok'],
  'camel-case-contract': ['ok'],
  'flat-camel-case': ['ok'],
  'digital-case': ['ok'],
  'reporting-integers': ['ok'],
  'no-event-id-null': ['ok'],
  'interaction-created': ['validation_failed'],
  'routing-conversation': ['validation_failed'],
  'pointer-to-s3': ['validation_failed'],
  'acd-pascal-case': ['validation_failed'],
  unrecognised: ['unrecognised_event'],
  'batch-array': ['ok', 'ok', 'unrecognised_event'],
  'batch-object': ['ok', 'ok'],
  'batch-with-envelope': ['ok'],
};

describe('the service and the events that real senders send', () => {
  let service: TestApp;

  afterEach(() => service.close());

  async function outcomesOf({ status, body }: Answer): Promise<string[]> {
    expect([status, body.status]).toEqual([200, 'accepted']);
    const events = (body.results ?? [body]) as Array<{ trace_id?: string }>;
    return Promise.all(
      events.map(async ({ trace_id }) => {
        if (trace_id === undefined) return 'ok';
        const record = await api(service.url, `/events/${trace_id}`, undefined, 'GET');
        return String(record.body.error_code);
      }),
    );
  }

  it.each(PROFILES)('takes every shape, signed as %s', async (profile) => {
    const variable = `WEBHOOK_SECRET_${profile.toUpperCase().replaceAll('-', '_')}`;
    service = await startTestApp({
      env: { ...(await storeEnv()), WEBHOOK_SIGNATURES: profile, [variable]: SECRET, DEDUPE_WINDOW_MS: '0' },
    });
    expect(fixtures.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
    for (const name of fixtures) {
      const body = bodyOf(name);
      const headers = signedHeaders({ profile, secret: SECRET, body });
      expect([name, await outcomesOf(await deliver(service.url, body, headers))]).toEqual([
        name,
        EXPECTED[name],
      ]);
      const refused = await deliver(service.url, `${body} `, profile === 'bearer' ? {} : headers);
      expect(refused.status).toBe(401);
    }
  });

  it.each(ENCODINGS)('takes every shape of the fake CXone, as %s, and knows it again', async (encoding) => {
    service = await startTestApp({ env: await storeEnv() });
    const bodies = bodiesOf(madeUpEvents({ seed: 7, broken: 0 }), { shapes: SHAPES, batch: 2, encoding });
    for (const name of SHAPES) {
      const body = bodies.next().value;
      const headers = { 'content-type': contentTypeOf(encoding) };
      const outcomes = await outcomesOf(await deliver(service.url, body, headers));
      const expected = name.startsWith('batch') ? ['ok', 'ok'] : EXPECTED[name];
      expect([name, outcomes]).toEqual([name, expected]);
      const again = await deliver(service.url, body, headers);
      const events = (again.body.results ?? [again.body]) as Array<{ duplicate?: boolean }>;
      expect(events.map(({ duplicate }) => duplicate)).toEqual(outcomes.map(() => true));
    }
  });

  it('knows a delivery that the sender repeats', async () => {
    service = await startTestApp({ env: await storeEnv() });
    const args = [
      '--count',
      '14',
      '--rate',
      '500',
      '--shape',
      'all',
      '--repeat',
      '3',
      '--batch',
      '2',
      '--seed',
      '3',
    ];
    const { code, stdout } = await runScript('fake-cxone/send.mjs', ['--url', service.url, ...args]);
    expect([code, JSON.parse(stdout)]).toMatchObject([
      0,
      { sent: 42, accepted: 42, given_up: 0, retries: 0 },
    ]);
    const { body } = await api(service.url, '/events?limit=100', undefined, 'GET');
    expect(body.items).toHaveLength(5);
  });

  it('has in the fake the shapes of the fixtures, each as its fixture is', () => {
    service = { close: async () => {} } as TestApp;
    expect(SHAPES.toSorted()).toEqual(fixtures.toSorted());
    const options = { strict: false, defaultSchemaVersion: 'v', maxEvents: 100 };
    const kinds = (body: string) => {
      const reading = normalise(Buffer.from(body), options);
      if (reading.kind === 'refused') return reading.code;
      return [reading.batch, ...new Set(reading.events.map(({ kind, raw }) => [kind, raw !== null].join()))];
    };
    const made = bodiesOf(madeUpEvents({ seed: 1, broken: 0 }), {
      shapes: SHAPES,
      batch: 1,
      encoding: 'json',
    });
    for (const name of SHAPES.filter((shape) => !shape.startsWith('batch'))) {
      expect([name, kinds(made.next().value)]).toEqual([name, kinds(bodyOf(name))]);
    }
  });
});
