import { NestFactory } from '@nestjs/core';
import type { LoggerService } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import type { Config } from './config/config.js';
import { DirectAdapter } from './http/direct-adapter.js';
import { loadProcessors } from './processing/processors/load-processors.js';
import type { EventProcessor } from './processing/processor.js';
import { SystemClock } from './runtime/clock.js';
import type { Log } from './runtime/logger.js';
import type { ProcessParts } from './runtime/runtime.module.js';
import { SERVICE_VERSION } from './runtime/service-version.js';
import type { OpenTracing } from './tracing/open-tracing.js';

export interface OpenedService {
  app: NestExpressApplication;
  /** What is left to do when the app has ended. */
  afterwards: () => Promise<void>;
}

export interface ServiceParts extends ProcessParts {
  /** Takes what Nest itself says. Absent: Nest's logger of this process. */
  logger?: LoggerService;
  /** Processors beside those of PROCESSORS_DIR. */
  processors?: readonly EventProcessor[];
}

/** Makes the service: all of it but a port. @throws Error where it cannot start */
export async function openService(config: Config, parts: ServiceParts): Promise<OpenedService> {
  const { log, replica, logger, processors = [] } = parts;
  const tracing = await openTracing(config, log);
  const fromDirectory = await loadProcessors(config.processorsDir, { clock: new SystemClock(), log });
  const modules = AppModule.of(config, { log, replica, ...(tracing && { tracer: tracing.tracer }) }, [
    ...processors,
    ...fromDirectory,
  ]);
  const app = await NestFactory.create<NestExpressApplication>(modules, new DirectAdapter(), {
    bodyParser: false,
    abortOnError: false,
    ...(logger && { logger }),
  });
  setUpApp(app);
  return { app, afterwards: async () => tracing?.close() };
}

/** OpenTelemetry is loaded only where something is traced. */
async function openTracing({ tracing }: Config, log: Log): Promise<OpenTracing | null> {
  if (tracing === null) return null;
  const tracings = await import('./tracing/open-tracing.js');
  return tracings.openTracing({ config: tracing, version: SERVICE_VERSION, clock: new SystemClock(), log });
}
