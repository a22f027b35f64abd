import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpConfig } from './config/http-config.js';
import { CLOCK, sleep, type Clock } from './runtime/clock.js';
import { describeError, type Log } from './runtime/logger.js';
import { Shutdown } from './runtime/shutdown.js';

/**
 * The first SIGTERM or SIGINT ends the service: for SHUTDOWN_DELAY_MS it serves on while load balancers take it out, then
 * the port closes and begun work ends. Past SHUTDOWN_TIMEOUT_MS, counted from the signal, the process ends all the same.
 */
export function stopOnSignals(app: NestExpressApplication, config: HttpConfig, log: Log): void {
  const { shutdownDelayMs, shutdownTimeoutMs } = config;
  const clock = app.get<Clock>(CLOCK);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    log.info('stopping', { signal, port_closes_in_ms: shutdownDelayMs });
    app.get(Shutdown).startDraining();
    clock.after(shutdownTimeoutMs, () => {
      log.error('stopped_by_force', { after_ms: shutdownTimeoutMs });
      process.exit(1);
    });
    try {
      if (shutdownDelayMs > 0) await sleep(clock, shutdownDelayMs);
      await app.close();
      log.info('stopped');
      process.exit(0);
    } catch (error) {
      log.error('stop_failed', { error: describeError(error) });
      process.exit(1);
    }
  };
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // Systemd sends the signal to every process, and the first process passes it on to its workers once more.
    if (stopping) return;
    stopping = true;
    void end(signal);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
