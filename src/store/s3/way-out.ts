import { Pool, ProxyAgent, type Dispatcher } from 'undici';
import { authorizationOf, originOf, type ProxyServer } from '../../config/proxy-config.js';

/**
 * An idle connection is closed after this, milliseconds, even where the server would keep it for longer: a burst opens
 * as many as are allowed. The first ones stay in use, since the catalog asks the store every few seconds.
 */
const IDLE_MS = 10_000;

export interface WayOptions {
  connections: number;
  connectTimeoutMs: number;
  /** `null`: directly. */
  proxy: ProxyServer | null;
}

/** A request as undici dispatches it, without where it goes. */
export interface DispatchedRequest extends Pick<Dispatcher.DispatchOptions, 'body' | 'method' | 'path'> {
  /** Each name before its value. */
  headers: string[];
  /** undici closes a connection after a HEAD unless told to keep it. */
  reset: false;
}

/** Connections to one server, directly or through a proxy. */
export interface WayOut {
  dispatcher: Dispatcher;
  /** The request as these connections want it. */
  prepare(request: DispatchedRequest): Dispatcher.DispatchOptions;
}

/**
 * Opens the way to `origin`. Through a proxy, a plain http request is handed over as a whole; for https the proxy only
 * joins the connections.
 */
export function wayOut(origin: string, { connections, connectTimeoutMs, proxy }: WayOptions): WayOut {
  const options = {
    connections,
    connectTimeout: connectTimeoutMs,
    keepAliveMaxTimeout: IDLE_MS,
    // A second request on a connection that breaks would be in doubt as well.
    pipelining: 1,
    // An exchange has a deadline of its own, over all of it.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
  if (proxy === null) return { dispatcher: new Pool(origin, options), prepare: (request) => request };
  const authorization = authorizationOf(proxy);
  if (origin.startsWith('http:')) {
    const more = authorization === undefined ? [] : ['proxy-authorization', authorization];
    return {
      dispatcher: new Pool(originOf(proxy), options),
      prepare: (request) => ({
        ...request,
        path: origin + request.path,
        headers: [...request.headers, ...more],
      }),
    };
  }
  const timeout = { timeout: connectTimeoutMs };
  const tunnels = new ProxyAgent({
    ...options,
    uri: originOf(proxy),
    ...(authorization !== undefined && { token: authorization }),
    requestTls: timeout,
    proxyTls: timeout,
    // A proxy that does not answer must not keep the places of later connections.
    clientFactory: (url, opts) => new Pool(url, { ...opts, headersTimeout: connectTimeoutMs }),
  });
  return { dispatcher: tunnels, prepare: (request) => ({ ...request, origin }) };
}
