import { DAY_MS, HOUR_MS, type Variable } from './variable.js';

export const STORE = {
  DATA_DIR: {
    type: 'text',
    default: './data',
    meaning: 'The directory of the embedded store, and of `catalog.snapshot`.',
  },
  DLQ_BUCKET: {
    type: 'text',
    example: 'cxone-dlq-events',
    meaning: 'The S3 bucket; without it the embedded store is used.',
  },
  AWS_REGION: {
    type: 'text',
    example: 'eu-central-1',
    meaning: 'The region of the bucket; AWS needs it, a server with an address of its own does not.',
  },
  AWS_ENDPOINT_URL_S3: { type: 'url', meaning: 'The address of an S3-compatible server.' },
  AWS_ENDPOINT_URL: { type: 'url', meaning: 'The same, where `AWS_ENDPOINT_URL_S3` is not set.' },
  S3_FORCE_PATH_STYLE: {
    type: 'boolean',
    otherwise: '`true` with an address, `false` without',
    meaning: 'The bucket stands in the path of an address, not in its host name.',
  },
  AWS_REQUEST_CHECKSUM_CALCULATION: {
    type: 'choice',
    values: ['WHEN_SUPPORTED', 'WHEN_REQUIRED'],
    default: 'WHEN_SUPPORTED',
    meaning:
      '`WHEN_REQUIRED` is for servers that refuse checksum headers; the service finds that out, too (`store_checksums_refused`).',
  },
  AWS_ACCESS_KEY_ID: {
    type: 'secret',
    otherwise: "the AWS SDK's chain",
    meaning: 'The id of the access key.',
  },
  AWS_SECRET_ACCESS_KEY: { type: 'secret', meaning: 'The secret of the access key.' },
  AWS_SESSION_TOKEN: { type: 'secret', meaning: 'The session of the access key, where it has one.' },
  STORE_CALL_TIMEOUT_MS: {
    type: 'integer',
    default: 5_000,
    min: 10,
    max: 60_000,
    meaning: 'Time of one call to the store, its repeats included; one request has two fifths of it.',
    past: 'The request is repeated within the call. Then the call is given up; a write in doubt is settled by reading.',
  },
  STORE_SINGLE_WRITER: {
    type: 'boolean',
    default: false,
    meaning: 'The promise that this process is the only writer, for stores without conditional writes.',
  },
  STORE_ATOMIC_DELETE: {
    type: 'choice',
    values: ['auto', 'true', 'false'],
    default: 'auto',
    meaning:
      'Whether a conditional DELETE checks and deletes in one step; `auto`: found out at start, `false`: Ceph.',
  },
  CATALOG_POLL_MS: {
    type: 'integer',
    default: 5_000,
    min: 10,
    max: HOUR_MS,
    meaning: 'Time between two listings of the last two hours.',
  },
  CATALOG_FULL_MS: {
    type: 'integer',
    default: 300_000,
    min: 10,
    max: DAY_MS,
    meaning: 'Time between two listings of everything.',
  },
} as const satisfies Record<string, Variable>;
