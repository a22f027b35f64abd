import { resolve } from 'node:path';
import type { ProxyConfig } from '../config/proxy-config.js';
import type { StoreConfig } from '../config/store-config.js';
import type { Clock } from '../runtime/clock.js';
import type { Log } from '../runtime/logger.js';
import { FileObjectStore } from './file/file-object-store.js';
import type { ObjectStore } from './object-store.port.js';

/** Opens the adapter, without the wrappers that limit calls and prove conditions. */
export const BARE_OBJECT_STORE = Symbol('BARE_OBJECT_STORE');

/** Calls that wait for a place, and for how long: past it they are turned away with nothing sent. */
export const STORE_LINE = { maxWaiting: 1_024, maxWaitMs: 500 };

/** What the store needs to know of other parts of the configuration. */
export interface StoreSurroundings {
  /** The longest body that is taken in, bytes. */
  maxBodyBytes: number;
  proxies: ProxyConfig;
}

/**
 * How large an object may be so that it is read, bytes: a record holds its event, its raw body (where a byte may take
 * six characters) and its history.
 */
function maxObjectBytes(maxBodyBytes: number): number {
  return 8 * maxBodyBytes + 8 * 1_048_576;
}

/** The store the configuration asks for: S3 where a bucket is named, else the embedded one. */
export async function openObjectStore(
  config: StoreConfig,
  { maxBodyBytes, proxies }: StoreSurroundings,
  clock: Clock,
  log: Log,
): Promise<ObjectStore> {
  if (config.s3 === null) return FileObjectStore.open({ dataDir: resolve(config.dataDir) }, clock);
  // Loaded only when it is needed: the SDK is large, and would slow down the start.
  const { S3ObjectStore } = await import('./s3/s3-object-store.js');
  const { requestTimeoutMs, maxInFlight: maxSockets } = config;
  const onChecksumsRefused = (asked: string) =>
    log.warn('store_checksums_refused', {
      asked,
      effect: 'checksum headers are left out, as with AWS_REQUEST_CHECKSUM_CALCULATION=WHEN_REQUIRED',
    });
  return new S3ObjectStore(
    {
      ...config.s3,
      requestTimeoutMs,
      maxSockets,
      maxWaiting: STORE_LINE.maxWaiting,
      proxies,
      maxObjectBytes: maxObjectBytes(maxBodyBytes),
      onChecksumsRefused,
    },
    clock,
  );
}

/** Where the dead letters lie, for a log line. */
export function storeLocation(config: StoreConfig): string {
  if (config.s3 === null) return resolve(config.dataDir);
  const { bucket, endpoint } = config.s3;
  return endpoint === undefined ? `s3://${bucket}` : `s3://${bucket} at ${endpoint}`;
}
