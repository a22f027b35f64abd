import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often Node looks for requests whose time is over. */
const TIMEOUT_CHECK_MS = 1_000;

/** Some load balancers close a connection a moment late. */
const AFTER_KEEP_ALIVE_MS = 1_000;

export interface ConnectionLimits {
  keepAliveTimeoutMs: number;
  requestTimeoutMs: number;
  /** Open at once. */
  maxConnections: number;
}

/** Limits the number of a server's connections, and how long each may be silent. */
export function limitConnections(server: Server, limits: ConnectionLimits): void {
  const { keepAliveTimeoutMs, requestTimeoutMs, maxConnections } = limits;
  server.keepAliveTimeout = keepAliveTimeoutMs;
  // Of the two timeouts Node takes the shorter one for the header and the longer one for the whole request
  // (`ConnectionsList::Expired`); a body has a limit of its own as well.
  server.headersTimeout = keepAliveTimeoutMs + AFTER_KEEP_ALIVE_MS;
  server.requestTimeout = requestTimeoutMs;
  // An option of http.createServer, which Nest calls for us; it is read when the server begins to listen.
  Object.assign(server, { connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, requestTimeoutMs) });
  boundNumber(server, maxConnections);
}

/**
 * Past the limit a new connection is closed at once, and with it those that have no request under way: the next ones
 * find room. `server.maxConnections` would keep the idle ones, and with workers pass the refused one round for ever.
 */
function boundNumber(server: Server, max: number): void {
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open++;
    socket.once('close', () => open--);
    if (open <= max) return;
    socket.destroy();
    server.closeIdleConnections();
  });
}
