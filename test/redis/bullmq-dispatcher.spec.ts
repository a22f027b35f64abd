import { randomUUID } from 'node:crypto';
import { BullMqDispatcher } from '../../src/retry/dispatch/bullmq/bullmq-dispatcher.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { describeRetryDispatcher } from '../contracts/retry-dispatcher.contract.js';
import { MemoryLog } from '../support/memory-log.js';

const { TEST_REDIS_URL: url = '' } = process.env;

const KNOWN = { catalogMs: 300_000 };

describeRetryDispatcher('BullMqDispatcher', ({ runner, places, ...limits }) => {
  const options = { url, prefix: 'contract', callTimeoutMs: 1_000, queue: randomUUID(), ...limits, ...KNOWN };
  const [clock, log] = [new SystemClock(), new MemoryLog()];
  return new BullMqDispatcher(options, { runner, places, replica: 'r', clock, log });
});
