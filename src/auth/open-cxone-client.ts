import type { Config } from '../config/config.js';
import { openSender } from '../outbound/open-sender.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Random } from '../runtime/runtime.module.js';
import type { Tracer } from '../runtime/tracer.js';
import { CxoneClient } from './cxone-client.js';

export interface CxoneClientParts {
  config: Pick<Config, 'cxone' | 'proxies'>;
  clock: Clock;
  random: Random;
  facts: Facts;
  /** Absent: nothing is traced. */
  tracer?: Tracer;
}

/** The client of CXone that the configuration asks for. */
export function openCxoneClient({ config, clock, random, facts, tracer }: CxoneClientParts): CxoneClient {
  const { cxone, proxies } = config;
  const { maxInFlight: maxSockets } = cxone;
  const sender = openSender(clock, { what: 'CXone', maxSockets, proxies, publicOnly: false });
  return new CxoneClient(cxone, sender.send, clock, random, facts, tracer);
}
