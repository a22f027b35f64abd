import { readFileSync, statSync } from 'node:fs';
import { MAX_IN_FLIGHT, TIMEOUT_MS, type DeliveryConfig } from '../../config/delivery-config.js';
import { NO_PROXIES, type ProxyConfig } from '../../config/proxy-config.js';
import { HttpSender, IDLE_MS, plainAgents } from '../../outbound/http-sender.js';
import { throughProxies } from '../../outbound/proxied-agents.js';
import { publicAgents } from '../../outbound/public-agents.js';
import type { Clock } from '../../runtime/clock.js';
import { DeliveryRoutes } from './delivery-routes.js';
import { HttpTarget } from './http-target.js';
import type { TargetSettings } from './routes.js';
import { secretSource } from './secret-source.js';
import { DEFAULT_TARGET, readRoutes, tableWithoutFile, type RoutesReading } from './routes-file.js';

/** Bytes of ROUTES_FILE. */
export const MAX_ROUTES_FILE_BYTES = 1_048_576;

/** The routes of this configuration, with targets that really deliver. Nothing is in force before a `reload`. */
export function openDelivery(config: DeliveryConfig, clock: Clock, proxies = NO_PROXIES): DeliveryRoutes {
  return new DeliveryRoutes(
    () => readConfigured(config),
    (settings) => openTarget(settings, config, clock, proxies),
    () => clock.now(),
  );
}

function openTarget(
  settings: TargetSettings,
  config: DeliveryConfig,
  clock: Clock,
  proxies: ProxyConfig,
): HttpTarget {
  const { maxInFlight } = settings;
  const direct = config.allowPrivate
    ? plainAgents(maxInFlight)
    : publicAgents({ keepAlive: true, maxSockets: maxInFlight, timeout: IDLE_MS });
  const agents = throughProxies(direct, proxies, !config.allowPrivate);
  const sender = new HttpSender(clock, { what: `target ${settings.name}`, agents });
  return new HttpTarget(settings, sender, clock, config.retryAfterCapMs);
}

function readConfigured(config: DeliveryConfig): RoutesReading {
  const { timeoutMs, maxInFlight, routesFile, allowPrivate } = config;
  const target = config.target && {
    ...config.target,
    name: DEFAULT_TARGET,
    headers: {},
    timeoutMs,
    maxInFlight,
  };
  if (routesFile === null) return { table: tableWithoutFile(target) };
  const text = textOf(routesFile);
  if (text === null) {
    const expected = `the path of a file of at most ${MAX_ROUTES_FILE_BYTES} bytes that can be read`;
    return { problems: [{ field: 'ROUTES_FILE', expected }] };
  }
  return readRoutes(text, {
    target,
    limits: { timeoutMs, maxInFlight, timeoutRange: TIMEOUT_MS, inFlightRange: MAX_IN_FLIGHT, allowPrivate },
    secrets: secretSource(config),
  });
}

function textOf(path: string): string | null {
  try {
    return statSync(path).size > MAX_ROUTES_FILE_BYTES ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
