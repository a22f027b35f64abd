import { isIP } from 'node:net';
import type { EnvReader } from './env-reader.js';

/** A proxy on the way out. Its credentials are never logged. */
export interface ProxyServer {
  protocol: 'http:' | 'https:';
  /** IPv6 without brackets. */
  host: string;
  port: number;
  auth: { username: string; password: string } | null;
}

/** How requests to CXone, S3 and targets leave this machine. */
export interface ProxyConfig {
  /** For http and for https addresses; `null`: directly. */
  http: ProxyServer | null;
  https: ProxyServer | null;
  /** Hosts that are called directly, as NO_PROXY has them. */
  direct: readonly string[];
}

export const NO_PROXIES: ProxyConfig = { http: null, https: null, direct: [] };

const EXPECTED = 'the address of a proxy that begins with http:// or https://';

/**
 * HTTP_PROXY, HTTPS_PROXY, NO_PROXY; in lower case, as other programs know them, they come first. What is wrong goes to
 * `read.problems`.
 */
export function proxies(read: EnvReader): ProxyConfig {
  const http = read.secret('http_proxy') ?? read.secret('HTTP_PROXY');
  const https = read.secret('https_proxy') ?? read.secret('HTTPS_PROXY');
  const direct = read.text('no_proxy') ?? read.text('NO_PROXY');
  return {
    http: server(read, 'HTTP_PROXY', http),
    https: server(read, 'HTTPS_PROXY', https),
    direct: direct.split(/[\s,]+/).flatMap((entry) => entry.toLowerCase() || []),
  };
}

function server(read: EnvReader, name: string, text: string | undefined): ProxyServer | null {
  if (text === undefined) return null;
  const address = text.includes('://') ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : null;
  const protocol = url?.protocol;
  if (url === null || (protocol !== 'http:' && protocol !== 'https:')) {
    read.problem(name, EXPECTED);
    return null;
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = url.port === '' ? (protocol === 'https:' ? 443 : 80) : Number(url.port);
  const auth = { username: decoded(url.username), password: decoded(url.password) };
  return { protocol, host, port, auth: auth.username === '' && auth.password === '' ? null : auth };
}

/** What is no percent-encoding stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The proxy's address for a request, without its credentials. */
export function originOf({ protocol, host, port }: ProxyServer): string {
  return `${protocol}//${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

/** What says to the proxy who we are; `undefined`: nothing. */
export function authorizationOf({ auth }: ProxyServer): string | undefined {
  if (auth === null) return undefined;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}
