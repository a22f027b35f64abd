import module from 'node:module';
import 'reflect-metadata';
import type { Config } from './config/config.js';
import { ConfigError } from './config/env-reader.js';
import { configOfProcess } from './config/load.js';
import { JsonLog } from './runtime/logger.js';
import { startProblem } from './start-error.js';

async function main(): Promise<void> {
  // Node 22.1 and later can cache compiled code, which halves the time to load the modules below.
  (module as { enableCompileCache?: () => void }).enableCompileCache?.();
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
  // Of several processes, the first one alone logs this.
  if (config.workers.number === null) {
    for (const unknown of config.unknownVariables) {
      log.warn('instead' in unknown ? 'removed_variable' : 'unknown_variable', { ...unknown });
    }
  }
  try {
    if (config.workers.count > 1 && config.workers.number === null) {
      // The process that starts the workers loads as little as possible.
      const { startWorkers } = await import('./cluster/start-workers.js');
      process.exit(await startWorkers(config, log));
    }
    const { serve } = await import('./serve.js');
    await serve(config, log);
  } catch (error) {
    log.error('start_failed', { error: startProblem(error, config.store.dataDir) });
    process.exit(1);
  }
}

await main();
