import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from './app.module.js';
import { setUpApp } from './app.setup.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/env-reader.js';
import { configOfProcess } from './config/load.js';
import { storeLocation } from './dlq/open-object-store.js';
import { describeError, JsonLog, NestLog, type Log } from './runtime/logger.js';

async function start(config: Config, log: Log): Promise<void> {
  const app = await NestFactory.create<NestExpressApplication>(AppModule.of(config), {
    bodyParser: false,
    abortOnError: false,
    logger: new NestLog(log),
  });
  setUpApp(app);
  stopOnSignals(app, config.http.shutdownTimeoutMs, log);
  await app.listen(config.http.port, config.http.host);
  const url = await app.getUrl();
  const kind = config.store.s3 === null ? 'file' : 's3';
  log.info('started', { api: `${url}/api/v1/dlq`, store: kind, data: storeLocation(config.store) });
  if (!config.http.loopback && !config.http.allowUnauthenticatedApi) {
    log.warn('operator_api_closed', { reason: 'HOST is not loopback and no access is configured' });
  }
}

/** The first SIGTERM or SIGINT lets begun work end; past the time limit the process ends all the same. */
function stopOnSignals(app: NestExpressApplication, timeoutMs: number, log: Log): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info('stopping', { signal });
    setTimeout(() => {
      log.error('stopped_by_force', { after_ms: timeoutMs });
      process.exit(1);
    }, timeoutMs).unref();
    app.close().then(
      () => {
        log.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        log.error('stop_failed', { error: describeError(error) });
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

async function main(): Promise<void> {
  let config: Config;
  try {
    config = configOfProcess();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    new JsonLog('info').error('config_invalid', { problems: error.problems });
    process.exitCode = 1;
    return;
  }
  const log = new JsonLog(config.http.logLevel);
  await start(config, log).catch((error: unknown) => {
    log.error('start_failed', { error: describeError(error) });
    process.exit(1);
  });
}

await main();
