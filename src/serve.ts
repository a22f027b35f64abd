import type { Config } from './config/config.js';
import { noteStart } from './note-start.js';
import { openService } from './open-service.js';
import { CLOCK, type Clock } from './runtime/clock.js';
import { IdleCollection } from './runtime/idle-collection.js';
import { NestLog } from './runtime/log/nest-log.js';
import { memoryOfProcess } from './runtime/process-memory.js';
import type { ProcessParts } from './runtime/runtime.module.js';
import { keepObjectsYoung } from './runtime/young-objects.js';
import { stopOnSignals } from './stop-on-signals.js';
import { storeLocation } from './store/open-object-store.js';

/** Starts the service in this process until SIGTERM or SIGINT. @throws Error where it cannot start */
export async function serve(config: Config, parts: ProcessParts): Promise<void> {
  const { log } = parts;
  const { app, afterwards } = await openService(config, { ...parts, logger: new NestLog(log) });
  stopOnSignals(app, config.http, log, afterwards);
  await app.listen(config.http.port, config.http.host);
  const url = await app.getUrl();
  const kind = config.store.s3 === null ? 'file' : 's3';
  const data = storeLocation(config.store);
  noteStart(app, config, parts.replica);
  // Not earlier: with other options Node reads less of its own code from its cache.
  keepObjectsYoung();
  const memory = memoryOfProcess();
  if (memory !== null) new IdleCollection(app.get<Clock>(CLOCK), memory, log).start();
  log.info('started', { api: `${url}/api/v1/dlq`, store: kind, data });
  const { access, http } = config;
  if (access !== null && http.allowUnauthenticatedApi) {
    log.warn('unauthenticated_api_closed', {
      reason: 'access is configured, so ALLOW_UNAUTHENTICATED_API opens nothing; remove it',
    });
  }
  if (access === null && !http.loopback && !http.allowUnauthenticatedApi) {
    log.warn('operator_api_closed', { reason: 'HOST is not loopback and no access is configured' });
  }
}
