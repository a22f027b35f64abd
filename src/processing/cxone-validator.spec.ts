import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/event-of.js';
import type { CallLimits, CxoneCall } from '../auth/cxone-client.js';
import { loadConfig } from '../config/config.js';
import { Semaphore } from '../runtime/semaphore.js';
import { CxoneValidator } from './cxone-validator.js';

const EVENT = '{"event_id":"e/1","tenant_id":9007199254740993,"payload":{"interaction_id":"i 1"}}';
const LIMITS: CallLimits = { signal: new AbortController().signal, deadlineAt: 1 };

/** Validates by a client that answers `status`. */
function validating(template: string, status = 200) {
  const calls: Array<[CxoneCall, CallLimits]> = [];
  const client = {
    call: async (...call: [CxoneCall, CallLimits]) => {
      calls.push(call);
      return { status, body: '' };
    },
    places: new Semaphore(1),
  };
  const api = { CXONE_BASE_URL: 'http://h', CXONE_CLIENT_ID: 'i', CXONE_CLIENT_SECRET: 's' };
  const config = loadConfig(template === '' ? {} : { ...api, CXONE_VALIDATE_PATH: template });
  const validator = new CxoneValidator(client, config);
  return { calls, validate: (text: string) => validator.validate(eventOf(text), LIMITS) };
}

describe('the validation by CXone', () => {
  it('puts the percent-encoded values in, every digit kept, and passes its limits on', async () => {
    const { validate, calls } = validating('/{tenant_id}/{event_id}?i={interaction_id}');
    await validate(EVENT);
    expect(calls).toEqual([
      [{ method: 'GET', path: '/9007199254740993/e%2F1?i=i%201', statusOnly: true }, LIMITS],
    ]);
  });

  it('takes a number for an interaction id', async () => {
    const { validate, calls } = validating('/{interaction_id}');
    await validate('{"event_id":"e","payload":{"interaction_id":12345678901234567890}}');
    expect(calls[0]![0].path).toBe('/12345678901234567890');
  });

  it('makes no call where no path is set', async () => {
    const { validate, calls } = validating('');
    await validate(EVENT);
    expect(calls).toEqual([]);
  });

  it.each([
    'null',
    '{}',
    '[]',
    '"interaction_id"',
    '{"interaction_id":null}',
    '{"interaction_id":{}}',
    '{"interaction_id":""}',
  ])('fails for good without an interaction id: payload %s', async (payload) => {
    const { validate, calls } = validating('/{interaction_id}');
    await expect(validate(`{"event_id":"e","payload":${payload}}`)).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'validation_failed',
      message: 'the event has no interaction_id',
    });
    expect(calls).toEqual([]);
  });

  it.each([
    [204, null],
    [302, 'PermanentError'],
    [401, 'PermanentError'],
    [408, 'PermanentError'],
    [500, 'TransientError'],
  ])('takes HTTP %i as %s', async (status, name) => {
    const outcome = validating('/{event_id}', status)
      .validate(EVENT)
      .then(
        () => null,
        (error: Error) => error.name,
      );
    expect(await outcome).toBe(name);
  });
});
