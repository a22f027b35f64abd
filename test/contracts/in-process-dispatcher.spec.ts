import { InProcessDispatcher } from '../../src/retry/dispatch/in-process-dispatcher.js';
import { RateLimit } from '../../src/retry/dispatch/rate-limit.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { describeRetryDispatcher } from './retry-dispatcher.contract.js';

describeRetryDispatcher(
  'InProcessDispatcher',
  ({ runner, places, ratePerSecond }) =>
    new InProcessDispatcher(runner, places, new RateLimit(ratePerSecond, new SystemClock())),
);
