import 'reflect-metadata';
import type { Config } from './config/config.js';
import { ConfigError } from './config/env-reader.js';
import { configOfProcess } from './config/load.js';
import type { LogSettings } from './runtime/log/open-log.js';
import type { Log } from './runtime/logger.js';
import { startProblem } from './start-error.js';

/** What the configuration says of the log. `worker`: this process of several; `null`: it is the only one. */
export interface ConfiguredLog extends LogSettings {
  worker: string | null;
  masked: boolean;
}

/** The first process of several: it serves nobody, and starts the others. */
const FIRST_PROCESS = '0';

/**
 * Starts this process as the environment says. Resolves when it serves, or was told to end with an exit code.
 *
 * @param replica the name of this process in leases and attempts
 * @param early takes what is wrong with the environment
 * @param configured opens the log that the environment asks for
 */
export async function start(
  replica: string,
  early: Log,
  configured: (settings: ConfiguredLog) => Log,
): Promise<void> {
  let config: Config;
  try {
    config = configOfProcess();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    early.error('config_invalid', { problems: error.problems });
    process.exitCode = 1;
    return;
  }
  const { count, number } = config.workers;
  const isFirst = count > 1 && number === null;
  const worker = isFirst ? FIRST_PROCESS : number === null ? null : String(number);
  const { logLevel: level, logFormat: format } = config.http;
  const log = configured({ level, format, worker, masked: config.masking.active });
  if (number === null) tellUnknownVariables(config, log);
  try {
    if (isFirst) {
      // The process that starts the workers loads as little as possible.
      const { startWorkers } = await import('./cluster/start-workers.js');
      process.exit(await startWorkers(config, log));
    }
    const { serve } = await import('./serve.js');
    await serve(config, { log, replica });
  } catch (error) {
    log.error('start_failed', startProblem(error, config.store.dataDir));
    process.exit(1);
  }
}

/** Of several processes, the first one alone tells. */
export function tellUnknownVariables({ unknownVariables }: Config, log: Log): void {
  for (const unknown of unknownVariables) {
    if ('instead' in unknown) log.warn('removed_variable', unknown);
    else log.warn('unknown_variable', unknown);
  }
}
