import cluster from 'node:cluster';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import { AuditNotes } from './audit/audit-notes.js';
import type { Config } from './config/config.js';
import { SERVICE_COMMIT, SERVICE_VERSION } from './runtime/service-version.js';
import { loadProcessors } from './processing/processors/load-processors.js';
import type { ProcessParts } from './runtime/runtime.module.js';
import { SystemClock } from './runtime/clock.js';
import type { Log } from './runtime/logger.js';
import { storeLocation } from './store/open-object-store.js';
import { NestLog } from './runtime/log/nest-log.js';
import { stopOnSignals } from './stop-on-signals.js';
import type { OpenTracing } from './tracing/open-tracing.js';

/** Starts the service in this process until SIGTERM or SIGINT. @throws Error where it cannot start */
export async function serve(config: Config, parts: ProcessParts): Promise<void> {
  const { log } = parts;
  const tracing = await openTracing(config, log);
  const processors = await loadProcessors(config.processorsDir, { clock: new SystemClock(), log });
  const modules = AppModule.of(config, { ...parts, ...(tracing && { tracer: tracing.tracer }) }, processors);
  const app = await NestFactory.create<NestExpressApplication>(modules, {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(log),
  });
  setUpApp(app);
  stopOnSignals(app, config.http, log, async () => tracing?.close());
  await app.listen(config.http.port, config.http.host);
  const url = await app.getUrl();
  const kind = config.store.s3 === null ? 'file' : 's3';
  const data = storeLocation(config.store);
  noteStart(app, config, parts.replica);
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

/** OpenTelemetry is loaded only where something is traced. */
async function openTracing({ tracing }: Config, log: Log): Promise<OpenTracing | null> {
  if (tracing === null) return null;
  const tracings = await import('./tracing/open-tracing.js');
  return tracings.openTracing({ config: tracing, version: SERVICE_VERSION, clock: new SystemClock(), log });
}

/** Of several processes of one machine the first notes it. One that was started again has a greater id. */
function noteStart(app: INestApplication, { workers }: Config, replica: string): void {
  if (workers.number !== null && cluster.worker?.id !== 1) return;
  app.get(AuditNotes).note({
    action: 'service_started',
    after: {
      version: SERVICE_VERSION,
      commit: SERVICE_COMMIT,
      node: process.version,
      processes: workers.count,
      replica,
    },
  });
}
