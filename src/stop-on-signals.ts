import type { NestExpressApplication } from '@nestjs/platform-express';
import type { HttpConfig } from './config/http-config.js';
import { CLOCK, sleep, type Clock } from './runtime/clock.js';
import { describeError, type Log } from './runtime/logger.js';
import { Shutdown } from './runtime/shutdown.js';

/**
 * The first SIGTERM or SIGINT stops the service. For SHUTDOWN_DELAY_MS it still serves requests, while load balancers
 * remove it. Then the port closes, and work that has begun is finished. SHUTDOWN_TIMEOUT_MS after the signal the
 * process ends in any case.
 *
 * @param afterwards what is left to do when everything has ended
 */
export function stopOnSignals(
  app: NestExpressApplication,
  config: HttpConfig,
  log: Log,
  afterwards: () => Promise<void>,
): void {
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
      await afterwards();
      log.info('stopped');
      process.exit(0);
    } catch (error) {
      log.error('stop_failed', describeError(error));
      process.exit(1);
    }
  };
  let stopping = false;
  const stop = (signal: NodeJS.Signals): void => {
    // A second signal is normal: systemd signals every process, and the first process signals its workers again.
    if (stopping) return;
    stopping = true;
    void end(signal);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
