import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';
import type { ProxyConfig, ProxyServer } from '../config/proxy-config.js';
import { IDLE_MS } from './http-sender.js';
import { isPublicHost, proxyFor } from './proxy-choice.js';
import { openTunnel } from './proxy-tunnel.js';
import { addressForbidden, type Agents } from './public-agents.js';

/**
 * The same agents, with the proxies of the configuration in between. A plain http request is handed to the proxy as a
 * whole; for https the proxy only joins the connections, and sees none of the content.
 *
 * @param publicOnly hosts that are asked for through a proxy must have a public name or address
 */
export function throughProxies(agents: Agents, proxies: ProxyConfig, publicOnly: boolean): Agents {
  if (proxies.http === null && proxies.https === null) return agents;
  const { maxSockets } = agents.http;
  const options = { keepAlive: true, maxSockets, timeout: IDLE_MS };
  const toProxy = proxies.http?.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options);
  tunnelled(agents.https, proxies, publicOnly);
  return {
    ...agents,
    more: [toProxy],
    hop: (url) => {
      const proxy = proxyFor(url, proxies);
      if (proxy === null) return null;
      if (publicOnly && !isPublicHost(new URL(url).hostname)) throw addressForbidden();
      return { proxy, agent: toProxy };
    },
  };
}

/** Opens a tunnel for each new connection. The agent keeps an idle tunnel as it keeps any idle connection. */
function tunnelled(agent: HttpsAgent, proxies: ProxyConfig, publicOnly: boolean): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const { host, port } = options as { host?: string | null; port?: number | string | null };
    const [name, number] = [host ?? 'localhost', Number(port ?? 443)];
    const proxy = proxyFor(`https://${name.includes(':') ? `[${name}]` : name}:${number}`, proxies);
    if (proxy === null) return connect(options, callback);
    const secure = (socket: Socket) => {
      const secured = connect({ ...options, socket } as typeof options, callback);
      if (secured) callback?.(null, secured);
    };
    const fail = (error: Error) => callback?.(error, new Socket());
    tunnel(proxy, name, number, publicOnly).then(secure, fail);
    return undefined;
  };
}

async function tunnel(proxy: ProxyServer, host: string, port: number, publicOnly: boolean): Promise<Socket> {
  if (publicOnly && !isPublicHost(host)) throw addressForbidden();
  return openTunnel(proxy, host, port);
}
