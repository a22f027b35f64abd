import type { EnvReader } from './env-reader.js';
import type { ChoiceOf } from './variables/variables.js';

const ATOMIC_DELETE = { auto: undefined, true: true, false: false } as const;

/** Of a call's time, so that a request that hangs is repeated once, and the call has time left to read. */
const REQUEST_SHARE = 0.4;
/** Calls at once to begin with: `SlowDown` halves it, calls that succeed raise it again. */
const MAX_IN_FLIGHT = 128;

export interface S3Config {
  bucket: string;
  region: string;
  /** Without a user name and a password. */
  endpoint: string | undefined;
  /** The variable that set it. */
  endpointVariable: string | undefined;
  /** `undefined`: where an endpoint is set, in the environment or in a file of the AWS SDK. */
  forcePathStyle: boolean | undefined;
  /** Whether bodies go with a CRC32 header besides their signed SHA-256: older servers refuse it. */
  checksums: ChoiceOf<'AWS_REQUEST_CHECKSUM_CALCULATION'>;
  credentials: S3Keys | undefined;
  /** Reads `credentials` again, where they come from files, which may be rewritten. */
  reloadCredentials: (() => S3Keys) | undefined;
}

export interface S3Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
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
  /** Whether this process writes what it knows to DATA_DIR, for the next start. Every process reads it. */
  snapshotWriter: boolean;
}

/**
 * How the catalog of what is in the store is kept up to date.
 *
 * @param snapshotWriter of the processes that share DATA_DIR, one
 */
export function catalog(read: EnvReader, snapshotWriter: boolean): CatalogConfig {
  return {
    pollMs: read.integer('CATALOG_POLL_MS'),
    fullMs: read.integer('CATALOG_FULL_MS'),
    snapshotWriter,
  };
}

/** The group of the object store. What is wrong goes to `read.problems`. */
export function store(read: EnvReader): StoreConfig {
  const bucket = read.text('DLQ_BUCKET');
  const callTimeoutMs = read.integer('STORE_CALL_TIMEOUT_MS');
  return {
    s3: bucket === undefined ? null : s3(read, bucket),
    dataDir: read.text('DATA_DIR'),
    requestTimeoutMs: Math.max(1, Math.floor(callTimeoutMs * REQUEST_SHARE)),
    callTimeoutMs,
    maxInFlight: MAX_IN_FLIGHT,
    singleWriter: read.boolean('STORE_SINGLE_WRITER'),
    atomicDelete: ATOMIC_DELETE[read.choice('STORE_ATOMIC_DELETE')],
  };
}

function s3(read: EnvReader, bucket: string): S3Config {
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
    read.problem('DLQ_BUCKET', 'a bucket name: 3 to 63 lower-case letters, digits, dots and hyphens');
  }
  const { endpoint, endpointVariable } = endpointOf(read);
  const region = read.text('AWS_REGION');
  if (region === undefined && endpointVariable === undefined) {
    read.problem('AWS_REGION', 'the region of DLQ_BUCKET, such as eu-central-1');
  }
  const credentials = keys(read);
  const inFiles = KEYS.some((name) => read.isSet(`${name}_FILE`));
  return {
    bucket,
    region: region ?? 'us-east-1',
    endpoint,
    endpointVariable,
    forcePathStyle: read.boolean('S3_FORCE_PATH_STYLE') ?? (endpoint === undefined ? undefined : true),
    checksums: read.choice('AWS_REQUEST_CHECKSUM_CALCULATION'),
    credentials,
    // While a file is being replaced it may not be readable.
    reloadCredentials: credentials !== undefined && inFiles ? () => keys(read) ?? credentials : undefined,
  };
}

/** The server of `AWS_ENDPOINT_URL_S3`, else of `AWS_ENDPOINT_URL`, which the AWS SDK takes for all services. */
function endpointOf(read: EnvReader): Pick<S3Config, 'endpoint' | 'endpointVariable'> {
  const names = ['AWS_ENDPOINT_URL_S3', 'AWS_ENDPOINT_URL'] as const;
  const name = names.find((each) => read.isSet(each));
  const text = name === undefined ? undefined : read.url(name);
  if (name === undefined || text === undefined) return { endpoint: undefined, endpointVariable: name };
  const url = new URL(text);
  if (url.search !== '' || url.hash !== '') {
    read.problem(name, 'an address without a query and a fragment, such as http://minio:9000');
  }
  if (url.username === '' && url.password === '') return { endpoint: text, endpointVariable: name };
  // S3 is asked with signatures. A password here has no use, and would be shown with the address.
  url.username = '';
  url.password = '';
  return { endpoint: url.href.replace(/\/+$/, ''), endpointVariable: name };
}

const KEYS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;

function keys(read: EnvReader): S3Keys | undefined {
  const [accessKeyId, secretAccessKey, sessionToken] = KEYS.map((name) => read.secret(name));
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    const absent = accessKeyId === undefined ? 'AWS_ACCESS_KEY_ID' : 'AWS_SECRET_ACCESS_KEY';
    read.problem(absent, 'a value, since its other half is set');
  }
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
