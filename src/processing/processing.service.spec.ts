import { Facts } from '../runtime/facts.js';
import { describe, expect, it } from 'vitest';
import { eventOf } from '../../test/support/event-of.js';
import { GateProcessor } from '../../test/support/gate-processor.js';
import { MemoryLog } from '../../test/support/memory-log.js';
import { oneTarget } from '../../test/support/one-target.js';
import { attemptOf } from '../../test/support/processing-attempt.js';
import { TestClock } from '../../test/support/test-clock.js';
import { loadConfig } from '../config/config.js';
import { RecentEvents } from '../domain/event/recent-events.js';
import type { CxoneValidator } from './cxone-validator.js';
import { ProcessingService } from './processing.service.js';
import { TargetBreakers } from './target-breakers.js';

const event = eventOf('{"event_id":"e"}');

describe('what is under way', () => {
  const clock = new TestClock();
  const log = new MemoryLog();
  const gate = new GateProcessor();
  const router = oneTarget('Gate', gate);
  const validator = { validate: async () => {} } as unknown as CxoneValidator;
  const config = loadConfig({});
  const breakers = new TargetBreakers(config, clock, log, new Facts(log));
  const passed = new RecentEvents({ windowMs: 60_000, max: 10 });
  const processing = new ProcessingService(router, clock, log, validator, breakers, passed, config);

  it.each([
    ['pass', null],
    ['crash', 'DLQ-1'],
    ['hang', 'DLQ-1'],
  ] as const)('is known by its identity until it ends: %s, %s', async (verdict, traceId) => {
    gate.verdict = verdict;
    expect(processing.underWay(event.identity)).toBeUndefined();
    const run = processing.process(event, attemptOf({ traceId }));
    expect(processing.underWay(event.identity)).toBe(traceId);
    expect(processing.underWay(eventOf('{"event_id":"f"}').identity)).toBeUndefined();
    await clock.advance(1_000);
    await run;
    expect(processing.underWay(event.identity)).toBeUndefined();
  });

  it('is remembered where it passed, and only then', async () => {
    for (const [verdict, known] of [
      ['crash', false],
      ['pass', true],
    ] as const) {
      gate.verdict = verdict;
      const one = eventOf(`{"event_id":"${verdict}"}`);
      await processing.process(one, attemptOf());
      expect(processing.hasPassed(one.identity)).toBe(known);
    }
  });
});
