import type { ProxyConfig } from '../config/proxy-config.js';
import type { Clock } from '../runtime/clock.js';
import { HttpSender, IDLE_MS, plainAgents } from './http-sender.js';
import { throughProxies } from './proxied-agents.js';
import { publicAgents } from './public-agents.js';

export interface SenderOptions {
  /** What the upstream is called in the reason of a failure. */
  what: string;
  /** Requests at once; more wait, within their own time. */
  maxSockets: number;
  proxies: ProxyConfig;
  /** Whether the upstream must be at a public address, because not only who runs the service names it. */
  publicOnly: boolean;
}

/** A sender of its own for one upstream, through the configured proxies. Its owner closes it. */
export function openSender(
  clock: Clock,
  { what, maxSockets, proxies, publicOnly }: SenderOptions,
): HttpSender {
  const direct = publicOnly
    ? publicAgents({ keepAlive: true, maxSockets, timeout: IDLE_MS })
    : plainAgents(maxSockets);
  return new HttpSender(clock, { what, agents: throughProxies(direct, proxies, publicOnly) });
}
