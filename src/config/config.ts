import { isIP } from 'node:net';
import type { Retention } from '../domain/agenda.js';
import type { BreakerPolicy } from '../domain/circuit-breaker.js';
import type { OrderPolicy } from '../domain/retry-order.js';
import { cxone, type CxoneConfig } from './cxone-config.js';
import { delivery, type DeliveryConfig } from './delivery-config.js';
import { ConfigError, EnvReader } from './env-reader.js';
import { redis, type RedisConfig } from './redis-config.js';
import { order, staleAfterMs } from './order-config.js';
import { breaker, retention, retry, sweep, type RetryConfig, type SweepConfig } from './retry-config.js';
import { schemas, type SchemaConfig } from './schema-config.js';
import { signatures, type SignatureConfig } from './signature-config.js';
import { READ_ON_DEMAND, unknownVariables, type UnknownVariable } from './unknown-variables.js';
import { workers, type WorkersConfig } from './workers-config.js';
import { catalog, store, type CatalogConfig, type StoreConfig } from './store-config.js';
import { webhook, type WebhookConfig } from './webhook-config.js';

export interface HttpConfig {
  host: string;
  port: number;
  /** Whether only this machine can reach the service. */
  loopback: boolean;
  allowUnauthenticatedApi: boolean;
  /** Proxies whose X-Forwarded-For is believed: how many hops, or their addresses; 0 for none. */
  trustProxy: number | string;
  /** A request, body included, must have arrived within this, milliseconds. */
  requestTimeoutMs: number;
  /** Requests to the operator API at once. */
  apiMaxInFlight: number;
  shutdownTimeoutMs: number;
  logLevel: string;
}

export interface Config {
  http: HttpConfig;
  webhook: WebhookConfig;
  signatures: SignatureConfig;
  store: StoreConfig;
  catalog: CatalogConfig;
  schemas: SchemaConfig;
  retry: RetryConfig;
  sweep: SweepConfig;
  breaker: BreakerPolicy;
  retention: Retention;
  /** `null`: events are retried in any order. */
  order: OrderPolicy | null;
  /** After how long an event is of no use any more, milliseconds; 0: never. */
  staleAfterMs: number;
  /** `null`: no queue between the replicas. */
  redis: RedisConfig | null;
  cxone: CxoneConfig;
  delivery: DeliveryConfig;
  workers: WorkersConfig;
  /** Set, not read by anything, and like a variable of ours: most likely misspelt. */
  unknownVariables: readonly UnknownVariable[];
}

const HOUR_MS = 3_600_000;

/**
 * The configuration as the environment has it.
 *
 * @throws ConfigError that lists every problem.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new EnvReader(env);
  const processes = workers(read);
  const config = {
    http: http(read),
    webhook: webhook(read),
    signatures: signatures(read),
    store: store(read),
    catalog: catalog(read, (processes.number ?? 1) === 1),
    schemas: schemas(read),
    retry: retry(read),
    sweep: sweep(read),
    breaker: breaker(read),
    retention: retention(read),
    order: order(read),
    staleAfterMs: staleAfterMs(read),
    redis: redis(read),
    cxone: cxone(read),
    delivery: delivery(read),
    workers: processes,
    unknownVariables: unknownVariables(env, new Set([...read.asked, ...READ_ON_DEMAND])),
  };
  if (config.retry.leaseMarginMs < config.store.callTimeoutMs) {
    read.problem('LEASE_MARGIN_MS', 'at least STORE_CALL_TIMEOUT_MS, so that an attempt can be settled');
  }
  if (config.redis !== null && config.store.s3 === null) {
    read.problem('DLQ_BUCKET', 'a value, since REDIS_URL is set: the embedded store belongs to one process');
  }
  if (config.workers.count > 1 && config.store.s3 === null) {
    read.problem('WORKERS', '1, since no DLQ_BUCKET is set: the embedded store belongs to one process');
  }
  if (read.problems.length > 0) throw new ConfigError(read.problems);
  return config;
}

function http(read: EnvReader): HttpConfig {
  const host = read.text('HOST', '127.0.0.1');
  return {
    host,
    port: read.integer('PORT', 8080, { min: 0, max: 65_535 }),
    loopback: host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host),
    allowUnauthenticatedApi: read.boolean('ALLOW_UNAUTHENTICATED_API', false),
    trustProxy: trustProxy(read),
    requestTimeoutMs: read.integer('REQUEST_TIMEOUT_MS', 10_000, { min: 100, max: HOUR_MS }),
    apiMaxInFlight: read.integer('API_MAX_IN_FLIGHT', 64, { min: 1, max: 10_000 }),
    shutdownTimeoutMs: read.integer('SHUTDOWN_TIMEOUT_MS', 25_000, { min: 0, max: HOUR_MS }),
    logLevel: read.oneOf('LOG_LEVEL', ['debug', 'info', 'warn', 'error', 'silent'], 'info'),
  };
}

/** @see https://expressjs.com/en/guide/behind-proxies.html */
function trustProxy(read: EnvReader): number | string {
  const text = read.text('TRUST_PROXY', '0');
  if (/^\d$/.test(text)) return Number(text);
  const known = ['loopback', 'linklocal', 'uniquelocal'];
  const fits = text.split(',').every((part) => {
    const [address = '', bits, ...rest] = part.trim().split('/');
    const family = isIP(address);
    const maskFits =
      bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
    return known.includes(part.trim()) || (family !== 0 && maskFits && rest.length === 0);
  });
  if (!fits)
    read.problem('TRUST_PROXY', 'a number of hops from 0 to 9, or addresses such as 10.0.0.0/8, loopback');
  return fits ? text : 0;
}
