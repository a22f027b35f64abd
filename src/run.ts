import { hostname } from 'node:os';
import { randomUUID } from 'node:crypto';
import { SERVICE_VERSION } from './runtime/service-version.js';
import { openLog } from './runtime/log/open-log.js';
import { logWhateverIsSaid, type SayingLog } from './runtime/log/whatever-is-said.js';
import { describeError } from './runtime/logger.js';

// Only what the log needs is imported above, so that a module that cannot be loaded is a line of the log, too.

const replica = `${hostname()}-${randomUUID().slice(0, 8)}`;
const origin = { service: 'cxone-dlq', version: SERVICE_VERSION, worker: replica };
let saying: SayingLog = { log: openLog({ level: 'info', format: 'json' }, origin), masked: false };
logWhateverIsSaid(() => saying);
try {
  const { start } = await import('./start.js');
  await start(replica, saying.log, ({ worker, level, format, masked }) => {
    const log = openLog({ level, format }, { ...origin, worker: worker ?? replica });
    saying = { log, masked };
    return log;
  });
} catch (error) {
  saying.log.error('start_failed', describeError(error));
  process.exit(1);
}
