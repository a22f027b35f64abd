import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { authorizationOf, type ProxyServer } from '../config/proxy-config.js';

/** A proxy that has not opened a tunnel by then opens none, milliseconds. */
const TUNNEL_TIMEOUT_MS = 10_000;

/**
 * Has a proxy connect to a host, and hands over the connection (RFC 9110, section 9.3.6).
 *
 * @throws ProxyRefusal, or an Error with the code ETIMEDOUT or that of the network.
 */
export function openTunnel(proxy: ProxyServer, host: string, port: number): Promise<Socket> {
  const path = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const authorization = authorizationOf(proxy);
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? httpsRequest : httpRequest)({
      host: proxy.host,
      port: proxy.port,
      method: 'CONNECT',
      path,
      headers: { Host: path, ...(authorization && { 'Proxy-Authorization': authorization }) },
      agent: false,
      timeout: TUNNEL_TIMEOUT_MS,
    });
    request.once('connect', ({ statusCode = 0 }, socket: Socket) => {
      if (statusCode === 200) {
        socket.setTimeout(0);
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new ProxyRefusal(statusCode));
    });
    // An answer to CONNECT that is no CONNECT: not a proxy.
    request.once('response', (response) => {
      response.destroy();
      reject(new ProxyRefusal(response.statusCode ?? 0));
    });
    request.once('timeout', () =>
      request.destroy(Object.assign(new Error('the proxy did not answer'), { code: 'ETIMEDOUT' })),
    );
    request.once('error', reject);
    request.end();
  });
}

/** A proxy answered by itself instead of passing a request on, which has not been sent then. */
export class ProxyRefusal extends Error {
  readonly code: string;

  constructor(status: number) {
    super(`the proxy answered HTTP ${status}`);
    this.code = `ERR_PROXY_HTTP_${status}`;
  }
}
