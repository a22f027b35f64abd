import type { EnvReader } from './env-reader.js';

/** Whether bodies go with a CRC32 header besides their signed SHA-256: older servers refuse it. */
const CHECKSUMS = ['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const;

const ATOMIC_DELETE = { auto: undefined, true: true, false: false } as const;

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
  /** Calls at once; beyond it they wait for a place. */
  maxInFlight: number;
  /** Calls that wait for a place. */
  maxWaiting: number;
  /** A call that has waited this long is turned away, milliseconds. */
  maxWaitMs: number;
  /** The operator's word that no other process writes, for stores whose conditional writes do not hold. */
  singleWriter: boolean;
  /** The operator's word on whether a conditional DELETE checks and deletes in one step; `undefined`: found out. */
  atomicDelete: boolean | undefined;
}

export interface CatalogConfig {
  /** Between two listings of the last two hours, milliseconds. */
  pollMs: number;
  /** Between two listings of everything, milliseconds. */
  fullMs: number;
  /** Whether what is known is kept in DATA_DIR for the next start. */
  snapshot: boolean;
  /** Whether this process writes it. */
  snapshotWriter: boolean;
}

/**
 * How the catalog of what is in the store is kept up to date.
 *
 * @param snapshotWriter of the processes that share DATA_DIR, one
 */
export function catalog(read: EnvReader, snapshotWriter: boolean): CatalogConfig {
  return {
    pollMs: read.integer('CATALOG_POLL_MS', 5_000, { min: 10, max: 3_600_000 }),
    fullMs: read.integer('CATALOG_FULL_MS', 300_000, { min: 10, max: 86_400_000 }),
    snapshot: read.boolean('CATALOG_SNAPSHOT', true),
    snapshotWriter,
  };
}

/** The group of the object store. What is wrong goes to `read.problems`. */
export function store(read: EnvReader): StoreConfig {
  const bucket = read.optional('DLQ_BUCKET');
  return {
    s3: bucket === undefined ? null : s3(read, bucket),
    dataDir: read.text('DATA_DIR', './data'),
    requestTimeoutMs: read.integer('STORE_REQUEST_TIMEOUT_MS', 2_000, { min: 10, max: 60_000 }),
    callTimeoutMs: read.integer('STORE_CALL_TIMEOUT_MS', 5_000, { min: 10, max: 60_000 }),
    maxInFlight: read.integer('STORE_MAX_IN_FLIGHT', 128, { min: 1, max: 10_000 }),
    maxWaiting: read.integer('STORE_MAX_WAITING', 1_024, { min: 0, max: 100_000 }),
    maxWaitMs: read.integer('STORE_MAX_WAIT_MS', 500, { min: 0, max: 60_000 }),
    singleWriter: read.boolean('STORE_SINGLE_WRITER', false),
    atomicDelete: ATOMIC_DELETE[read.oneOf('STORE_ATOMIC_DELETE', ['auto', 'true', 'false'], 'auto')],
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
