import type { RetryDispatcher } from '../../retry/dispatch/retry-dispatcher.port.js';
import type { YieldingPlaces } from '../../retry/dispatch/yielding-places.js';
import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import type { TaskMaker } from './task-maker.js';

/** What the turns of jobs need, wherever they are made. */
export interface SpreadParts {
  maker: Pick<TaskMaker, 'perform'>;
  /** It watches Redis, and tells of it in the log and in the health of the service. */
  dispatcher: Pick<RetryDispatcher, 'trouble'>;
  /** What a busy replica has no place for is left to the others. */
  yielding: Pick<YieldingPlaces, 'onChange'>;
  clock: Clock;
  log: Log;
}
