import type { TargetsConfig } from '../../config/targets-config.js';
import { NO_PROXIES, type ProxyConfig } from '../../config/proxy-config.js';
import { openSender } from '../../outbound/open-sender.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
import { NO_TRACER, type Tracer } from '../../runtime/tracer.js';
import { TargetRoutes } from './target-routes.js';
import { HttpTarget } from './http-target.js';
import type { TargetSettings } from './routes.js';
import { RoutesSource } from './routes-source.js';

/**
 * The routes of this configuration, with targets that send over HTTP. No route is in force before the first `reload`.
 */
export function openTargetRoutes(
  config: TargetsConfig,
  clock: Clock,
  facts: Facts,
  proxies = NO_PROXIES,
  tracer = NO_TRACER,
): TargetRoutes {
  return new TargetRoutes(
    new RoutesSource(config),
    (settings) => openTarget(settings, config, { clock, facts, proxies, tracer }),
    () => clock.now(),
    facts,
  );
}

function openTarget(
  settings: TargetSettings,
  config: TargetsConfig,
  { clock, facts, proxies, tracer }: { clock: Clock; facts: Facts; proxies: ProxyConfig; tracer: Tracer },
): HttpTarget {
  const sender = openSender(clock, {
    what: `target ${settings.name}`,
    maxSockets: settings.maxInFlight,
    proxies,
    publicOnly: !config.allowPrivate,
  });
  return new HttpTarget(settings, sender, clock, facts, tracer);
}
