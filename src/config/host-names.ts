import { BlockList, isIP } from 'node:net';
import type { EnvReader } from './env-reader.js';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');
LOOPBACK.addSubnet('::ffff:127.0.0.0', 104, 'ipv6');

/** Whether a host, an IPv6 address without brackets, can only be this machine. */
export function isLoopbackName(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost') return true;
  const family = isIP(name);
  return family !== 0 && LOOPBACK.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9_][a-z0-9_.-]*)(:\d{1,5})?$/;

/** Host names separated by commas, each with or without a port, in lower case. */
export function hostList(read: EnvReader, name: string, text: string): string[] {
  const hosts = text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== '');
  if (hosts.every((host) => HOST.test(host))) return hosts;
  read.problem(name, 'host names separated by commas, such as dlq.example.com, 10.0.0.5:8080');
  return [];
}
