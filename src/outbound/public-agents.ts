import { lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent, type AgentOptions } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, Socket, type LookupFunction } from 'node:net';
import type { ProxyServer } from '../config/proxy-config.js';
import { FORBIDDEN_ADDRESS, isPublicAddress } from '../domain/target/public-address.js';

/** The agents of one upstream, for both schemes. */
export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
  /** Further ones, to be closed with them. */
  more?: readonly HttpAgent[];
  /** The proxy that a request to this address goes through; `null` or absent: none. @throws for a forbidden address. */
  hop?: (url: string) => Hop | null;
}

/** A proxy, and the connections to it. */
export interface Hop {
  proxy: ProxyServer;
  agent: HttpAgent;
}

/**
 * Agents that connect to public addresses alone. It is the address of the connection that is looked at, after its
 * name was resolved and just before it is made: a name that resolves to something else a moment later (DNS
 * rebinding) gains nothing. A refused connection fails with the code FORBIDDEN_ADDRESS.
 *
 * @param lookup resolves names; the system's own in service
 */
export function publicAgents(options: AgentOptions, lookup: LookupFunction = systemLookup): Agents {
  const guarded = { ...options, lookup: guardedLookup(lookup) };
  return { http: guardedAgent(new HttpAgent(guarded)), https: guardedAgent(new HttpsAgent(guarded)) };
}

/** Node looks nothing up for an address that is written as one, so these are checked by themselves. */
function guardedAgent<T extends HttpAgent>(agent: T): T {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const { host } = options as { host?: string | null };
    if (typeof host === 'string' && isIP(host) !== 0 && !isPublicAddress(host)) {
      const socket = new Socket();
      callback?.(addressForbidden(), socket);
      return undefined;
    }
    return connect(options, callback);
  };
  return agent;
}

function guardedLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    // All addresses are asked for, since any one of them may be connected to.
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '', 0);
      const addresses = typeof found === 'string' ? [{ address: found, family: isIP(found) }] : found;
      if (!addresses.every(({ address }) => isPublicAddress(address)))
        return callback(addressForbidden(), '', 0);
      if (options.all === true) return callback(null, addresses);
      const [first] = addresses;
      callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** Refuses a host. */
export function addressForbidden(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not public'), { code: FORBIDDEN_ADDRESS });
}
