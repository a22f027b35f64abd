/** Ways to call S3 that are compared, each with the settings of the service: 128 kept-alive sockets, no repeats. */
import { Agent } from 'node:http';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { Pool } from 'undici';
import { S3ObjectStore } from '../dist/store/s3/s3-object-store.js';

const BUCKET = 'bench';
const SOCKETS = 128;

/** The headers of a dead letter. */
const METADATA = {
  trace_id: 'DLQ-1795486227405-0b6a4c1e-7f0e-4d53-9a55-1f2f0b0a7c11',
  event_id: 'evt_123',
  schema_ver: 'v2.1',
  retry_count: '0',
  sha256: '0'.repeat(64),
};

const TYPE = 'application/json';

/**
 * @typedef {object} S3Caller
 * @property {(key: string, body: Buffer) => Promise<string>} put writes a new object; gives its ETag
 * @property {(key: string) => Promise<Uint8Array>} get
 * @property {(key: string) => Promise<string>} head gives the ETag
 * @property {(prefix: string) => Promise<number>} list a page of 1,000; gives the number of its keys
 * @property {(key: string, etag: string) => Promise<void>} remove
 * @property {() => Promise<void>} close
 */

function connectionTo(url) {
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  return { endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials };
}

/**
 * The AWS SDK, as its documentation has it.
 * @param {string} url
 * @param {'WHEN_SUPPORTED' | 'WHEN_REQUIRED'} checksums
 * @returns {S3Caller}
 */
export function sdkCaller(url, checksums = 'WHEN_SUPPORTED') {
  const client = new S3Client({
    ...connectionTo(url),
    maxAttempts: 1,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: { httpAgent: new Agent({ keepAlive: true, maxSockets: SOCKETS }) },
  });
  const at = (Key) => ({ Bucket: BUCKET, Key });
  return {
    put: async (key, Body) => {
      const input = { ...at(key), Body, ContentType: TYPE, Metadata: METADATA, IfNoneMatch: '*' };
      return (await client.send(new PutObjectCommand(input))).ETag;
    },
    get: async (key) => (await client.send(new GetObjectCommand(at(key)))).Body.transformToByteArray(),
    head: async (key) => (await client.send(new HeadObjectCommand(at(key)))).ETag,
    list: async (Prefix) =>
      (await client.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix, MaxKeys: 1_000 }))).KeyCount ?? 0,
    remove: async (key, IfMatch) => {
      await client.send(new DeleteObjectCommand({ ...at(key), IfMatch }));
    },
    close: async () => client.destroy(),
  };
}

/**
 * The store of the service.
 * @param {string} url
 * @returns {S3Caller}
 */
export function storeCaller(url) {
  const store = new S3ObjectStore({
    ...connectionTo(url),
    bucket: BUCKET,
    maxSockets: SOCKETS,
    requestTimeoutMs: 30_000,
  });
  const options = { condition: 'absent', contentType: TYPE, metadata: METADATA };
  return {
    put: async (key, body) => expecting(await store.put(key, body, options), 'stored').etag,
    get: async (key) => expecting(await store.get(key), 'found').object.bytes,
    head: async (key) => expecting(await store.head(key), 'found').head.etag,
    list: async (prefix) => (await store.list({ prefix, limit: 1_000 })).entries.length,
    remove: async (key, ifMatch) => {
      expecting(await store.remove(key, { ifMatch }), 'removed');
    },
    close: () => store.close(),
  };
}

function expecting(result, outcome) {
  if (result.outcome !== outcome) throw new Error(`${result.outcome} where ${outcome} was expected`);
  return result;
}

/**
 * HTTP alone, without signatures and checks: the lower bound for any client on this machine.
 * @param {string} url
 * @returns {S3Caller}
 */
export function bareCaller(url) {
  const pool = new Pool(url, { connections: SOCKETS, pipelining: 1 });
  const metadata = Object.fromEntries(
    Object.entries(METADATA).map(([name, value]) => [`x-amz-meta-${name}`, value]),
  );
  const created = { 'content-type': TYPE, 'if-none-match': '*', ...metadata };
  const ask = async (method, path, headers, body) => {
    const answer = await pool.request({ method, path: `/${BUCKET}/${path}`, headers, body, reset: false });
    if (answer.statusCode >= 300) throw new Error(`${method}: ${answer.statusCode}`);
    return { headers: answer.headers, bytes: await answer.body.bytes() };
  };
  return {
    put: async (key, body) => (await ask('PUT', key, created, body)).headers.etag,
    get: async (key) => (await ask('GET', key, {})).bytes,
    head: async (key) => (await ask('HEAD', key, {})).headers.etag,
    list: async (prefix) =>
      (await ask('GET', `?list-type=2&prefix=${prefix}&max-keys=1000`, {})).bytes.length,
    remove: async (key, etag) => {
      await ask('DELETE', key, { 'if-match': etag });
    },
    close: () => pool.destroy(),
  };
}
