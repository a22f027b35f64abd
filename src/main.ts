import module from 'node:module';
import 'reflect-metadata';
import type { Config } from './config/config.js';
import { ConfigError } from './config/env-reader.js';
import { configOfProcess } from './config/load.js';
import { JsonLog } from './runtime/logger.js';
import { startProblem } from './start-error.js';

async function main(): Promise<void> {
  // Node 22.1 and later keep what they have compiled; what is loaded below starts in half the time then.
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
  // The first process of several has said so already.
  if (config.workers.number === null) {
    for (const unknown of config.unknownVariables) {
      log.warn('instead' in unknown ? 'removed_variable' : 'unknown_variable', { ...unknown });
    }
  }
  try {
    if (config.workers.count > 1 && config.workers.number === null) {
      // The process that starts the others loads next to nothing.
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
