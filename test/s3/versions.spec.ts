import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { S3ObjectStore, type S3StoreConfig } from '../../src/store/s3/s3-object-store.js';
import { VersionPurge } from '../../src/store/versions/version-purge.js';

const { TEST_S3_ENDPOINT = '', TEST_S3_ACCESS_KEY = '', TEST_S3_SECRET_KEY = '' } = process.env;
const KEY = 'dlq/year=2024/month=10/day=23/hour=14/DLQ-1.json';
const OTHER = `${KEY}.other`;
const OPTIONS = { condition: 'none', contentType: 'application/json', metadata: {} } as const;

let admin: S3Client;
let store: S3ObjectStore;
let config: S3StoreConfig;

beforeEach(async () => {
  const credentials = { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY };
  const connection = { endpoint: TEST_S3_ENDPOINT, region: 'us-east-1', forcePathStyle: true, credentials };
  config = { ...connection, bucket: `versions-${randomUUID()}`, requestTimeoutMs: 10_000 };
  admin = new S3Client(connection);
  await admin.send(new CreateBucketCommand({ Bucket: config.bucket }));
  store = new S3ObjectStore(config);
});
afterEach(async () => {
  await store.close();
  admin.destroy();
});

const versions = () => new VersionPurge(store.versions);

async function versioned(): Promise<void> {
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await admin.send(new PutBucketVersioningCommand({ Bucket: config.bucket, VersioningConfiguration }));
}

async function written(key: string, times: number): Promise<void> {
  for (let n = 0; n < times; n++) await store.put(key, Buffer.from(`{"n":${n}}`), OPTIONS);
}

async function deleted(key: string): Promise<void> {
  const head = await store.head(key);
  if (head.outcome === 'found') await store.remove(key, { ifMatch: head.head.etag });
}

/** Versions and marks of deletions. */
async function held(key: string): Promise<number> {
  const listing = await admin.send(new ListObjectVersionsCommand({ Bucket: config.bucket, Prefix: key }));
  const { Versions = [], DeleteMarkers = [] } = listing;
  return [...Versions, ...DeleteMarkers].filter(({ Key }) => Key === key).length;
}

it('a versioned bucket holds nothing of an object after its purge, and all of the others', async () => {
  await versioned();
  await written(KEY, 3);
  await written(OTHER, 2);
  expect(await versions().purge(KEY)).toEqual({ outcome: 'present' });
  await deleted(KEY);
  expect(await held(KEY)).toBe(4);
  expect(await versions().purge(KEY)).toEqual({ outcome: 'purged', versions: 4 });
  expect([await held(KEY), await held(OTHER)]).toEqual([0, 2]);
  expect(await versions().purge(KEY)).toEqual({ outcome: 'none' });
});

it('a bucket without versioning keeps none', async () => {
  await written(KEY, 2);
  await deleted(KEY);
  expect(await versions().purge(KEY)).toEqual({ outcome: 'none' });
});

it('versions that the policy keeps are told', async () => {
  await versioned();
  await written(KEY, 2);
  await deleted(KEY);
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: ['s3:DeleteObjectVersion'],
        Resource: [`arn:aws:s3:::${config.bucket}/*`],
      },
    ],
  });
  await admin.send(new PutBucketPolicyCommand({ Bucket: config.bucket, Policy }));
  expect(await versions().purge(KEY)).toMatchObject({
    outcome: 'kept',
    reason: expect.stringContaining('AccessDenied'),
  });
  expect(await held(KEY)).toBe(3);
});
