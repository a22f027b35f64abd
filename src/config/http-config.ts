import { isIP } from 'node:net';
import type { EnvReader } from './env-reader.js';
import { hostList, isLoopbackName } from './host-names.js';
import { trustProxy } from './trust-proxy.js';

export interface HttpConfig {
  /** A name or an address; an IPv6 address without brackets. */
  host: string;
  port: number;
  /** Whether only this machine can reach the service. */
  loopback: boolean;
  allowUnauthenticatedApi: boolean;
  /** Where people reach the service, without a slash at its end; `null`: at its own address. */
  publicUrl: string | null;
  /** Names, lower case, with or without a port, under which the operator API answers besides loopback names. */
  allowedHosts: readonly string[];
  /** Proxies whose X-Forwarded-For is believed: how many hops, or their addresses; 0 for none. */
  trustProxy: number | string;
  /** A request, body included, must have arrived within this, milliseconds. */
  requestTimeoutMs: number;
  /** Connections at once; one more is closed. */
  maxConnections: number;
  /** A connection without a request is closed after this, milliseconds. */
  keepAliveTimeoutMs: number;
  /** Requests to the operator API at once. */
  apiMaxInFlight: number;
  /** From SIGTERM to the closing of the port, milliseconds. */
  shutdownDelayMs: number;
  /** From SIGTERM to the end of the process, milliseconds. */
  shutdownTimeoutMs: number;
  logLevel: string;
  logFormat: 'json' | 'pretty';
}

const REQUEST_TIMEOUT_MS = 10_000;

/** Connections of one process. */
const MAX_CONNECTIONS = 4_096;
const API_MAX_IN_FLIGHT = 64;

/** The HTTP server. What is wrong goes to `read.problems`. */
export function http(read: EnvReader): HttpConfig {
  const host = listenHost(read);
  const config = {
    host,
    port: read.integer('PORT'),
    loopback: isLoopbackName(host),
    allowUnauthenticatedApi: read.boolean('ALLOW_UNAUTHENTICATED_API'),
    publicUrl: publicUrl(read),
    allowedHosts: hostList(read, 'ALLOWED_HOSTS', read.text('ALLOWED_HOSTS')),
    trustProxy: trustProxy(read),
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    maxConnections: MAX_CONNECTIONS,
    keepAliveTimeoutMs: read.integer('KEEP_ALIVE_TIMEOUT_MS'),
    apiMaxInFlight: API_MAX_IN_FLIGHT,
    shutdownDelayMs: read.integer('SHUTDOWN_DELAY_MS'),
    shutdownTimeoutMs: read.integer('SHUTDOWN_TIMEOUT_MS'),
    logLevel: read.choice('LOG_LEVEL'),
    logFormat: read.choice('LOG_FORMAT'),
  };
  if (config.shutdownDelayMs > 0 && config.shutdownDelayMs >= config.shutdownTimeoutMs) {
    read.problem('SHUTDOWN_DELAY_MS', 'less than SHUTDOWN_TIMEOUT_MS, which counts from the same signal');
  }
  return config;
}

/** Brackets around an IPv6 address belong to URLs; the system's resolver does not know them. */
function listenHost(read: EnvReader): string {
  const text = read.text('HOST');
  const host = /^\[(.*)\]$/.exec(text)?.[1] ?? text;
  const fits = text === host ? isIP(host) !== 0 || isHostName(host) : isIP(host) === 6;
  if (!fits)
    read.problem('HOST', 'an IP address or a host name to listen on, such as 127.0.0.1, [::1] or 0.0.0.0');
  return host;
}

/** Digits and dots alone are a mistyped address, which a resolver would look up as a name. */
function isHostName(text: string): boolean {
  return (
    /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?$/i.test(text) &&
    !/^[\d.]+$/.test(text)
  );
}

function publicUrl(read: EnvReader): string | null {
  const url = read.url('PUBLIC_URL');
  if (url === undefined) return null;
  if (/[?#@]/.test(url)) read.problem('PUBLIC_URL', 'an address without credentials, query and fragment');
  return url;
}
