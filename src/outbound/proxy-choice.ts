import { BlockList, isIP } from 'node:net';
import type { ProxyConfig, ProxyServer } from '../config/proxy-config.js';
import { isPublicAddress } from '../domain/target/public-address.js';

/**
 * The proxy for a request; `null`: it goes directly. NO_PROXY is read as curl and Go read it: `*`, a name with all
 * below it, an address, a range of addresses, each with a port where it holds for that alone.
 */
export function proxyFor(address: string, { http, https, direct }: ProxyConfig): ProxyServer | null {
  const url = new URL(address);
  const isHttps = url.protocol === 'https:';
  const server = isHttps ? https : http;
  if (server === null) return null;
  const host = hostOf(url.hostname);
  const port = url.port === '' ? (isHttps ? '443' : '80') : url.port;
  return direct.some((entry) => covers(entry, host, port)) ? null : server;
}

function covers(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const [, address, bits] = /^\[?([^\]]+?)\]?\/(\d+)$/.exec(entry) ?? [];
  if (address !== undefined) return isWithin(host, address, Number(bits));
  const [, name = entry, onlyPort] =
    isIP(entry) === 6 ? [] : (/^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(entry) ?? []);
  if (onlyPort !== undefined && onlyPort !== port) return false;
  const wanted = hostOf(name.replace(/^\*?\./, ''));
  return host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`));
}

function isWithin(host: string, net: string, bits: number): boolean {
  const family = isIP(net);
  if (family === 0 || isIP(host) !== family || bits > (family === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  const kind = family === 4 ? 'ipv4' : 'ipv6';
  list.addSubnet(net, bits, kind);
  return list.check(host, kind);
}

/** Names that lead to nobody on the internet. @see https://www.iana.org/assignments/special-use-domain-names */
const PRIVATE_NAME = /\.(?:localhost|local|localdomain|internal|intranet|private|corp|home|lan|home\.arpa)$/;

/** Whether a host may be asked for through a proxy: what its name leads to is for the proxy to find out. */
export function isPublicHost(hostname: string): boolean {
  const host = hostOf(hostname.toLowerCase());
  if (isIP(host) !== 0) return isPublicAddress(host);
  return host.includes('.') && !PRIVATE_NAME.test(host);
}

/** Without the brackets of IPv6 and the dot at the end of a full name. */
function hostOf(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
}
