import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { EnvReader } from '../../config/env-reader.js';
import { proxies, type ProxyConfig } from '../../config/proxy-config.js';
import { store, type StoreConfig } from '../../config/store-config.js';
import { storeLocation } from '../open-object-store.js';

type Env = Readonly<Record<string, string | undefined>>;

/** One end of a move, as its variables describe it. */
export interface MovePlace {
  /** Where it is, for people and for the journal: `/var/lib/cxone-dlq`, `s3://bucket`, `s3://bucket at http://minio:9000`. */
  location: string;
  config: StoreConfig;
  maxBodyBytes: number;
  proxies: ProxyConfig;
}

/** The longest time of one request, milliseconds: a large object may have a long way. */
const REQUEST_TIMEOUT_MS = 20_000;

const BUCKET = /^s3:\/\/([^/]+)\/?$/;

/**
 * @param place `s3://BUCKET` or a directory
 * @param env the variables of docs/configuration.md, with the keys of S3
 * @returns what is wrong, one line each, where the place or the variables are not as expected
 */
export function movePlace(place: string, env: Env): MovePlace | string[] {
  const [, bucket] = BUCKET.exec(place) ?? [];
  if (bucket === undefined && /^[a-z0-9]+:/i.test(place)) {
    return ['expected a directory, or s3://BUCKET without a path'];
  }
  const read = new EnvReader({
    ...env,
    DLQ_BUCKET: bucket,
    ...(bucket === undefined && { DATA_DIR: place }),
  });
  const config = { ...store(read), requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const found: MovePlace = {
    location: storeLocation(config),
    config,
    maxBodyBytes: read.integer('MAX_BODY_BYTES'),
    proxies: proxies(read),
  };
  if (read.problems.length > 0) return read.problems;
  return config.s3 === null ? { ...found, location: realOf(config.dataDir) } : found;
}

/** One directory has one name, whatever way leads to it. */
function realOf(directory: string): string {
  try {
    return realpathSync(resolve(directory));
  } catch {
    return resolve(directory);
  }
}
