import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SchemaDirectory } from '../../../test/support/schema-directory.js';
import { SystemClock } from '../../runtime/clock.js';
import { checkSchemasCommand } from './check-schemas.command.js';

const EVENTS = [
  '{"event_id":"a","schema_version":"v1","payload":{"amount":1}}',
  '{"original_event":{"event_id":"b","payload":{"amount":"x"}},"schema_version":"v1","error":"e"}',
  '',
  '{"event_id":"c","schema_version":"v2","payload":{"amount":null}}',
  '{"event_id":"d","payload":{"amount":""}}',
  '{"event_id":"e","schema_version":"v9"}',
  'no JSON',
  '{"payload":1}',
];

describe('check-schemas', () => {
  let directory: SchemaDirectory;
  let events: string[];

  beforeEach(() => {
    events = EVENTS;
    directory = new SchemaDirectory({
      'v1-to-v2.upcast.jsonata': '$',
      'v2.schema.json': { properties: { payload: { properties: { amount: { type: 'number' } } } } },
      'registry.yaml': 'current: v2',
    });
  });
  afterEach(() => directory.delete());

  function check(...args: string[]) {
    async function* lines(path: string) {
      if (path !== 'events') throw Object.assign(new Error('no'), { code: 'ENOENT', path });
      yield* events;
    }
    const env = { DEFAULT_SCHEMA_VERSION: 'v1' };
    return checkSchemasCommand(args, { env, lines, clock: new SystemClock() });
  }

  it('prints versions and where they lead', async () => {
    const { exitCode, text } = await check('--dir', directory.path);
    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /^digest [0-9a-f]{64}\nversion v1 -> v2: no schema\nversion v2: v2.schema.json \(current\)$/,
    );
  });

  it('ends with 0 where every event passes', async () => {
    events = [EVENTS[0]!];
    const { exitCode, text } = await check('--dir', directory.path, '--events', 'events');
    expect(exitCode).toBe(0);
    expect(text).toContain('1 of 1 events would pass');
  });

  it('prints how many events would pass, by cause, and ends with 1 where one fails', async () => {
    const { exitCode, text } = await check('--dir', directory.path, '--events', 'events');
    expect(exitCode).toBe(1);
    expect(text.split('\n').slice(3)).toEqual([
      '1 of 7 events would pass',
      '2 x validation_failed: payload.amount must be a number, but is a string (at /payload/amount) in event b (line 2)',
      '1 x validation_failed: payload.amount must be a number, but is null (at /payload/amount) in event c (line 4)',
      '1 x unknown_schema_version: no schema for version "v9" of event e (line 6)',
      'line 7: expected JSON',
      'line 8: expected event_id: a non-empty string or a number',
    ]);
  });

  it('ends with 1 where the directory is broken, and says where', async () => {
    directory.write({ 'v3.schema.json': { properties: { a: { tpye: 1 } } } });
    const { exitCode, text } = await check('--dir', directory.path);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^v3\.schema\.json at \/properties\/a\/tpye: /);
  });

  it.each([
    [[], '--dir: expected a directory'],
    [['--dri', 'x'], "Unknown option '--dri'"],
    [['--dir', '.', '--events', 'none'], '--events: expected a file that can be read (ENOENT)'],
  ])('exits with 2 for wrong options: %j', async (args, message) => {
    const { exitCode, text } = await check(...args.map((arg) => (arg === '.' ? directory.path : arg)));
    expect(exitCode).toBe(2);
    expect(text).toContain(message);
  });
});
