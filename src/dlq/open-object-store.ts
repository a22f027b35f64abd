import { resolve } from 'node:path';
import { NO_PROXIES } from '../config/proxy-config.js';
import type { StoreConfig } from '../config/store-config.js';
import type { Clock } from '../runtime/clock.js';
import { FileObjectStore } from './file-object-store.js';
import type { ObjectStore } from './object-store.port.js';

/** The adapter itself, before anything is put around it. */
export const BARE_OBJECT_STORE = Symbol('BARE_OBJECT_STORE');

/** The store the configuration asks for: S3 where a bucket is named, else the embedded one. */
export async function openObjectStore(
  config: StoreConfig,
  clock: Clock,
  proxies = NO_PROXIES,
): Promise<ObjectStore> {
  if (config.s3 === null) return FileObjectStore.open({ dataDir: resolve(config.dataDir) }, clock);
  // Loaded where it is asked for: it brings much along, and a start is to be quick.
  const { S3ObjectStore } = await import('./s3-object-store.js');
  const { requestTimeoutMs, maxInFlight: maxSockets, maxWaiting } = config;
  return new S3ObjectStore({ ...config.s3, requestTimeoutMs, maxSockets, maxWaiting, proxies }, clock);
}

/** Where the dead letters lie, for a log line. */
export function storeLocation(config: StoreConfig): string {
  if (config.s3 === null) return resolve(config.dataDir);
  const { bucket, endpoint } = config.s3;
  return endpoint === undefined ? `s3://${bucket}` : `s3://${bucket} at ${endpoint}`;
}
