import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often Node looks for requests that have run out of time. */
const TIMEOUT_CHECK_MS = 1_000;

/** Some load balancers close a connection slightly late. */
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
  // Node applies the shorter one of the two timeouts to the header, and the longer one to the whole request
  // (`ConnectionsList::Expired`). `BodyArrival` limits bodies as well.
  server.headersTimeout = keepAliveTimeoutMs + AFTER_KEEP_ALIVE_MS;
  server.requestTimeout = requestTimeoutMs;
  // The server reads it when it begins to listen.
  Object.assign(server, { connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, requestTimeoutMs) });
  boundNumber(server, maxConnections);
}

/**
 * Past the limit a new connection is closed at once. All idle connections are closed with it, so that the next ones
 * find room. `server.maxConnections` would keep idle ones, and a refused one would pass from worker to worker for ever.
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
