import { isIP } from 'node:net';
import { validateCronExpression } from 'cron';
import { cxone, type CxoneConfig } from './cxone-config.js';
import { ConfigError, EnvReader } from './env-reader.js';

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
  shutdownTimeoutMs: number;
  logLevel: string;
}

export interface WebhookConfig {
  maxBodyBytes: number;
  maxInFlight: number;
  processingTimeoutMs: number;
  /** The webhook's answer goes out within this, counted from the whole body's arrival. */
  answerTimeoutMs: number;
  defaultSchemaVersion: string;
}

/** When the SDK adds a checksum to what it sends: always, or only where S3 insists (for older servers). */
const CHECKSUMS = ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const;

export interface S3Config {
  bucket: string;
  region: string;
  endpoint: string | undefined;
  forcePathStyle: boolean;
  checksums: (typeof CHECKSUMS)[number];
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string } | undefined;
}

export interface StoreConfig {
  /** `null`: the embedded store under `dataDir`. */
  s3: S3Config | null;
  dataDir: string;
  /** One request to the store. */
  requestTimeoutMs: number;
  /** One call with its repeats. */
  callTimeoutMs: number;
}

export interface RetryConfig {
  baseDelayMs: number;
  maxDelayMs: number;
  maxAttempts: number;
  attemptTimeoutMs: number;
  leaseMarginMs: number;
  /** Attempts at once, on this replica. */
  concurrency: number;
}

export interface SweepConfig {
  enabled: boolean;
  /** Five fields, or six with seconds first. In UTC. */
  cron: string;
}

export interface Config {
  http: HttpConfig;
  webhook: WebhookConfig;
  store: StoreConfig;
  retry: RetryConfig;
  sweep: SweepConfig;
  cxone: CxoneConfig;
}

const HOUR_MS = 3_600_000;

/**
 * The configuration as the environment has it.
 *
 * @throws ConfigError that lists every problem.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new EnvReader(env);
  const config = {
    http: http(read),
    webhook: webhook(read),
    store: store(read),
    retry: retry(read),
    sweep: sweep(read),
    cxone: cxone(read),
  };
  if (config.retry.leaseMarginMs < config.store.callTimeoutMs) {
    read.problem('LEASE_MARGIN_MS', 'at least STORE_CALL_TIMEOUT_MS, so that an attempt can be settled');
  }
  if (config.webhook.answerTimeoutMs <= config.webhook.processingTimeoutMs) {
    read.problem('WEBHOOK_ANSWER_TIMEOUT_MS', 'more than WEBHOOK_PROCESSING_TIMEOUT_MS');
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

function webhook(read: EnvReader): WebhookConfig {
  return {
    maxBodyBytes: read.integer('MAX_BODY_BYTES', 1_048_576, { min: 1, max: 64 * 1_048_576 }),
    maxInFlight: read.integer('INGEST_MAX_IN_FLIGHT', 512, { min: 1, max: 100_000 }),
    processingTimeoutMs: read.integer('WEBHOOK_PROCESSING_TIMEOUT_MS', 2_000, { min: 1, max: 2_500 }),
    answerTimeoutMs: read.integer('WEBHOOK_ANSWER_TIMEOUT_MS', 2_900, { min: 100, max: 60_000 }),
    defaultSchemaVersion: read.text('DEFAULT_SCHEMA_VERSION', 'v2.1'),
  };
}

function store(read: EnvReader): StoreConfig {
  const bucket = read.optional('DLQ_BUCKET');
  return {
    s3: bucket === undefined ? null : s3(read, bucket),
    dataDir: read.text('DATA_DIR', './data'),
    requestTimeoutMs: read.integer('STORE_REQUEST_TIMEOUT_MS', 2_000, { min: 10, max: 60_000 }),
    callTimeoutMs: read.integer('STORE_CALL_TIMEOUT_MS', 5_000, { min: 10, max: 60_000 }),
  };
}

function s3(read: EnvReader, bucket: string): S3Config {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    read.problem('DLQ_BUCKET', 'a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens');
  }
  const endpoint = read.url('AWS_ENDPOINT_URL_S3');
  const region = read.optional('AWS_REGION');
  if (region === undefined && endpoint === undefined) {
    read.problem('AWS_REGION', 'the region of DLQ_BUCKET, such as eu-central-1');
  }
  const accessKeyId = read.secret('AWS_ACCESS_KEY_ID');
  const secretAccessKey = read.secret('AWS_SECRET_ACCESS_KEY');
  const sessionToken = read.secret('AWS_SESSION_TOKEN');
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const absent = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    read.problem(absent, 'a value, since its other half is set');
  }
  return {
    bucket,
    region: region ?? 'us-east-1',
    endpoint,
    forcePathStyle: read.boolean('S3_FORCE_PATH_STYLE', endpoint !== undefined),
    checksums: read.oneOf('AWS_REQUEST_CHECKSUM_CALCULATION', CHECKSUMS, 'WHEN_SUPPORTED'),
    credentials:
      accessKeyId !== undefined && secretAccessKey !== undefined
        ? { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) }
        : undefined,
  };
}

function retry(read: EnvReader): RetryConfig {
  const baseDelayMs = read.integer('RETRY_BASE_DELAY_MS', 60_000, { min: 1, max: 24 * HOUR_MS });
  const maxDelayMs = read.integer('RETRY_MAX_DELAY_MS', HOUR_MS, { min: 1, max: 30 * 24 * HOUR_MS });
  if (maxDelayMs < baseDelayMs) read.problem('RETRY_MAX_DELAY_MS', 'at least RETRY_BASE_DELAY_MS');
  return {
    baseDelayMs,
    maxDelayMs,
    maxAttempts: read.integer('RETRY_MAX_ATTEMPTS', 8, { min: 1, max: 1_000 }),
    attemptTimeoutMs: read.integer('RETRY_ATTEMPT_TIMEOUT_MS', 20_000, { min: 1, max: 20_000 }),
    leaseMarginMs: read.integer('LEASE_MARGIN_MS', 30_000, { min: 10, max: HOUR_MS }),
    concurrency: read.integer('RETRY_CONCURRENCY', 16, { min: 1, max: 100 }),
  };
}

function sweep(read: EnvReader): SweepConfig {
  const cron = read.text('RETRY_SWEEP_CRON', '* * * * *');
  if (!validateCronExpression(cron).valid) {
    read.problem('RETRY_SWEEP_CRON', 'a cron expression of five or six fields, such as * * * * *');
  }
  return { enabled: read.boolean('RETRY_SWEEP_ENABLED', true), cron };
}
