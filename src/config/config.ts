import type { Retention } from '../domain/letter/agenda.js';
import type { BreakerPolicy } from '../domain/retry/circuit-breaker.js';
import type { OrderPolicy } from '../domain/retry/retry-order.js';
import { audit, type AuditConfig } from './audit-config.js';
import { access, type AccessConfig } from './access-config.js';
import type { Masking } from '../domain/masking/masking.js';
import { cxone, type CxoneConfig } from './cxone-config.js';
import { targets, type TargetsConfig } from './targets-config.js';
import { ConfigError, EnvReader } from './env-reader.js';
import { groups, type GroupsConfig } from './groups-config.js';
import { http, type HttpConfig } from './http-config.js';
import { masking } from './masking-config.js';
import { metrics, type MetricsConfig } from './metrics-config.js';
import { proxies, type ProxyConfig } from './proxy-config.js';
import { redis, type RedisConfig } from './redis-config.js';
import { eventTimeZone, order, staleAfterMs } from './order-config.js';
import {
  breaker,
  jobRetentionMs,
  retention,
  retry,
  sweep,
  type RetryConfig,
  type SweepConfig,
} from './retry-config.js';
import { schemas, type SchemaConfig } from './schema-config.js';
import { signatures, type SignatureConfig } from './signature-config.js';
import { settingsOf, type SettingsGroup } from './settings.js';
import { tracing, type TracingConfig } from './tracing-config.js';
import { unknownVariables, type UnknownVariable } from './unknown-variables.js';
import { workers, type WorkersConfig } from './workers-config.js';
import { catalog, store, type CatalogConfig, type StoreConfig } from './store-config.js';
import { webhook, type WebhookConfig } from './webhook-config.js';

export interface Config {
  http: HttpConfig;
  /** `null`: nobody needs to say who they are. */
  access: AccessConfig | null;
  metrics: MetricsConfig;
  audit: AuditConfig;
  webhook: WebhookConfig;
  signatures: SignatureConfig;
  store: StoreConfig;
  catalog: CatalogConfig;
  groups: GroupsConfig;
  schemas: SchemaConfig;
  retry: RetryConfig;
  sweep: SweepConfig;
  breaker: BreakerPolicy;
  retention: Retention;
  /** How long a job is kept after its end, milliseconds; 0: for ever. */
  jobRetentionMs: number;
  /** `null`: events are retried in any order. */
  order: OrderPolicy | null;
  /** After how long an event is of no use any more, milliseconds; 0: never. */
  staleAfterMs: number;
  /** Of timestamps that name no zone. */
  eventTimeZone: string;
  /** What nobody is shown of an event. */
  masking: Masking;
  /** `null`: no queue between the replicas. */
  redis: RedisConfig | null;
  /** On the way out. */
  proxies: ProxyConfig;
  cxone: CxoneConfig;
  targets: TargetsConfig;
  workers: WorkersConfig;
  /** Path of the directory with processors in code; `null`: there is none. */
  processorsDir: string | null;
  /** Path of the file with channels and thresholds; `null`: nobody is told of anything. */
  notifyFile: string | null;
  /** `null`: nothing is traced. */
  tracing: TracingConfig | null;
  /** Set, not read by anything, and like a variable of ours: most likely misspelt. */
  unknownVariables: readonly UnknownVariable[];
  /** What the environment sets, for people: without anything secret. */
  settings: readonly SettingsGroup[];
}

/**
 * The configuration as the environment has it.
 *
 * @throws ConfigError that lists every problem.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new EnvReader(env);
  const processes = workers(read);
  const listen = http(read);
  const config = {
    http: listen,
    access: access(read, listen.publicUrl),
    metrics: metrics(read),
    audit: audit(read),
    webhook: webhook(read),
    signatures: signatures(read),
    store: store(read),
    catalog: catalog(read, (processes.number ?? 1) === 1),
    groups: groups(read),
    schemas: schemas(read),
    retry: retry(read),
    sweep: sweep(read),
    breaker: breaker(read),
    retention: retention(read),
    jobRetentionMs: jobRetentionMs(read),
    order: order(read),
    staleAfterMs: staleAfterMs(read),
    eventTimeZone: eventTimeZone(read),
    masking: masking(read),
    redis: redis(read),
    cxone: shared(cxone(read), processes.count),
    proxies: proxies(read),
    targets: targets(read),
    workers: processes,
    processorsDir: read.text('PROCESSORS_DIR') ?? null,
    notifyFile: read.text('NOTIFY_FILE') ?? null,
    tracing: tracing(read),
    unknownVariables: unknownVariables(env),
    settings: settingsOf(env),
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

/** Each worker is a process of its own: what CXone takes at once is for all of them together. */
function shared(cxone: CxoneConfig, workers: number): CxoneConfig {
  return { ...cxone, maxInFlight: Math.max(1, Math.floor(cxone.maxInFlight / workers)) };
}
