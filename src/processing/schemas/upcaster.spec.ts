import { afterAll, describe, expect, it } from 'vitest';
import { eventOf } from '../../../test/support/event-of.js';
import { SystemClock } from '../../runtime/clock.js';
import { UpcastProcess } from './upcast-process.js';
import { UpcastQueue } from './upcast-queue.js';
import { upcast } from './upcaster.js';

const never = new AbortController().signal;

describe('an upcaster', () => {
  const child = new UpcastProcess({ timeoutMs: 2_000, maxMemoryMb: 64 }, new SystemClock());
  const queue = new UpcastQueue(child, 10);
  afterAll(() => child.stop());

  function run(source: string, payload: string): Promise<string> {
    const event = eventOf(`{"event_id":"evt_1","payload":${payload}}`);
    return upcast(event, event.text, { from: 'v1', to: 'v2', file: 'v1-to-v2', source }, queue, never);
  }
  const EXACT = '{"a":1.10,"b":12345678901234567890,"c":1e400,"__proto__":{"d":-0},"e":1.1}';

  it.each([
    ['$', `{"event_id":"evt_1","payload":${EXACT}}`],
    ['payload', EXACT],
    [
      '{"x": payload.a, "y": [payload.b, payload.e], "z": 1}',
      '{"x":1.10,"y":[12345678901234567890,1.1],"z":1}',
    ],
    ['{"x": payload.a * 100, "y": payload.b}', '{"x":110.00000000000001,"y":12345678901234567890}'],
    ['{"s": $string(payload.b), "t": $type(payload.b)}', '{"s":"12345678901234567890","t":"number"}'],
    [
      '{"s": "id-" & payload.b, "k": {$string(payload.b): payload.c}}',
      '{"s":"id-12345678901234567890","k":{"12345678901234567890":1e400}}',
    ],
    ['{"one": payload.a = 1.1 ? 1 : 2}', '{"one":1}'],
    [
      '$merge([payload, {"n": payload.a > 1}])',
      '{"a":1.10,"b":12345678901234567890,"c":1e400,"__proto__":{"d":-0},"e":1.1,"n":true}',
    ],
  ])('keeps every digit and key: %s', async (source, expected) => {
    expect(await run(source, EXACT)).toBe(expected);
  });

  it.each([
    ['payload.none', 'v1-to-v2 gave nothing for event evt_1'],
    ['"text"', 'v1-to-v2 gave no object for event evt_1'],
    ['{"a": payload.b * 2}', 'must evaluate to a number in event evt_1'],
    ['{"a": $number(payload.b)}', 'Unable to cast value to a number: "12345678901234567890"'],
    ['{"a": $substring(payload.b, 2, 3)}', 'took a number apart'],
    ['$error("not so")', 'v1-to-v2 failed: not so in event evt_1'],
  ])('fails for good, with a reason: %s', async (source, reason) => {
    await expect(run(source, EXACT)).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'upcast_failed',
      message: expect.stringContaining(reason) as string,
    });
  });
});
