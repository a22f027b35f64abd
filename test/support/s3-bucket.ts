import { randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3StoreConfig } from '../../src/store/s3/s3-object-store.js';
import { startS3Server } from './s3-server.js';

export interface OpenedBucket {
  config: S3StoreConfig;
  close(): Promise<void>;
}

const { TEST_S3_ENDPOINT, TEST_S3_ACCESS_KEY = '', TEST_S3_SECRET_KEY = '' } = process.env;

/** No test here is about this deadline. */
const PATIENT_MS = 10_000;

/** What `openBucket` opens, for the names of tests. */
export const BUCKET_HOST = TEST_S3_ENDPOINT ?? 'our S3 server';

/** An empty bucket on the S3 server of TEST_S3_ENDPOINT, or on the double where there is none. */
export async function openBucket(): Promise<OpenedBucket> {
  if (TEST_S3_ENDPOINT === undefined) {
    const server = await startS3Server();
    return {
      config: { ...server.connection, bucket: server.bucket, requestTimeoutMs: PATIENT_MS },
      close: () => server.stop(),
    };
  }
  const bucket = `contract-${randomUUID()}`;
  const connection = {
    endpoint: TEST_S3_ENDPOINT,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: TEST_S3_ACCESS_KEY, secretAccessKey: TEST_S3_SECRET_KEY },
  };
  const client = new S3Client(connection);
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  client.destroy();
  return { config: { ...connection, bucket, requestTimeoutMs: PATIENT_MS }, close: () => Promise.resolve() };
}
