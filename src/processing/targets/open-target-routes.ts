import type { TargetsConfig } from '../../config/targets-config.js';
import { NO_PROXIES, type ProxyConfig } from '../../config/proxy-config.js';
import { HttpSender, IDLE_MS, plainAgents } from '../../outbound/http-sender.js';
import { throughProxies } from '../../outbound/proxied-agents.js';
import { publicAgents } from '../../outbound/public-agents.js';
import type { Clock } from '../../runtime/clock.js';
import type { Facts } from '../../runtime/facts.js';
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
): TargetRoutes {
  return new TargetRoutes(
    new RoutesSource(config),
    (settings) => openTarget(settings, config, { clock, facts, proxies }),
    () => clock.now(),
    facts,
  );
}

function openTarget(
  settings: TargetSettings,
  config: TargetsConfig,
  { clock, facts, proxies }: { clock: Clock; facts: Facts; proxies: ProxyConfig },
): HttpTarget {
  const { maxInFlight } = settings;
  const direct = config.allowPrivate
    ? plainAgents(maxInFlight)
    : publicAgents({ keepAlive: true, maxSockets: maxInFlight, timeout: IDLE_MS });
  const agents = throughProxies(direct, proxies, !config.allowPrivate);
  const sender = new HttpSender(clock, { what: `target ${settings.name}`, agents });
  return new HttpTarget(settings, sender, clock, facts);
}
