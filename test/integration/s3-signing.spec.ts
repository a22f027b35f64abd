import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { SystemClock } from '../../src/runtime/clock.js';
import type { HeaderList } from '../../src/store/s3/header-list.js';
import { S3Access } from '../../src/store/s3/s3-access.js';
import type { S3StoreConfig } from '../../src/store/s3/s3-config.js';
import type { S3Request } from '../../src/store/s3/s3-request.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const printable = fc.string({ unit: 'grapheme-ascii', maxLength: 40 });
const keys = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const metadata = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9_-]{0,12}$/), printable, { maxKeys: 4 });

/** Keys that clients have got wrong before. */
const ODD_KEYS = [
  'a b+c',
  "!'()*~",
  'é/\u{1f600}',
  'a//b/',
  '/a',
  'a/../b',
  '.',
  '?x=1&y',
  '#',
  '%2F',
  '\n\u0001',
  '=;:@$,',
];

interface AddressedRequest {
  protocol: string;
  hostname: string;
  port?: number;
  path: string;
  query: Record<string, string>;
  headers: Record<string, string>;
}

const valueOf = (headers: HeaderList, name: string) => headers[headers.indexOf(name) + 1];

/** The request that the SDK itself would send, signed. */
async function requestOfSdk(
  config: S3ClientConfig,
  send: (client: S3Client) => Promise<unknown>,
): Promise<AddressedRequest> {
  let request: AddressedRequest | undefined;
  const handle = (sent: AddressedRequest) => {
    request = sent;
    return Promise.reject(new Error('seen enough'));
  };
  const client = new S3Client({ ...config, requestHandler: { handle } as never });
  await send(client).catch(() => {});
  client.destroy();
  if (request === undefined) throw new Error('the SDK sent nothing');
  return request;
}

describe('requests of S3ObjectStore beside those of the AWS SDK', () => {
  it.each<[string, Partial<S3StoreConfig>]>([
    ['on AWS', {}],
    ['on AWS, path style', { forcePathStyle: true }],
    ['on AWS, a bucket with dots', { bucket: 'dead.letters' }],
    ['in another partition', { region: 'cn-north-1' }],
    ['at an endpoint', { endpoint: 'https://s3.example.com', forcePathStyle: true }],
    ['at an endpoint, virtual-host style', { endpoint: 'https://s3.example.com:8443' }],
    [
      'at an address, with a path before the bucket',
      { endpoint: 'http://127.0.0.1:9000/s3', forcePathStyle: true },
    ],
  ])('go to the same address: %s', async (_, config) => {
    const full = { bucket: 'letters', region: 'eu-central-1', forcePathStyle: false, credentials, ...config };
    const { bucket, ...forSdk } = full;
    const theirs = await requestOfSdk(forSdk as S3ClientConfig, (client) =>
      client.send(new GetObjectCommand({ Bucket: bucket, Key: 'a/b' })),
    );
    const access = new S3Access(full, new SystemClock());
    const address = await access.resolve();
    const ours = access.sign(
      { method: 'GET', key: 'a/b' },
      address,
      await access.currentCredentials(),
      new Date(),
    );
    const port = theirs.port === undefined ? '' : `:${theirs.port}`;
    expect(address.origin).toBe(`${theirs.protocol}//${theirs.hostname}${port}`);
    expect(ours.path).toBe(theirs.path);
    expect(valueOf(ours.headers, 'host')).toBe(theirs.headers.host);
    expect(valueOf(ours.headers, 'authorization')).toContain(`/${full.region}/s3/aws4_request`);
    access.close();
  });

  it('name keys and metadata in the same way, and are signed by the same rule', async () => {
    const config = {
      bucket: 'letters',
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:9',
      forcePathStyle: true,
      credentials,
    };
    const { bucket: Bucket, ...forSdk } = config;
    const access = new S3Access(config, new SystemClock());
    const address = await access.resolve();
    const same = async (key: string, values: Record<string, string>) => {
      const theirs = await requestOfSdk(forSdk, (client) =>
        client.send(
          new PutObjectCommand({
            Bucket,
            Key: key,
            Metadata: values,
            Body: 'x',
            ContentType: 'a/b',
            IfMatch: '"e"',
          }),
        ),
      );
      // What the SDK signs, with our signing: the answer must be the SDK's.
      const { authorization, 'user-agent': _, 'x-amz-date': date = '', ...headers } = theirs.headers;
      const at = new Date(date.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5'));
      delete headers['x-amz-content-sha256'];
      delete headers.host;
      const request: S3Request = {
        method: 'PUT',
        key,
        query: theirs.query,
        headers: Object.entries(headers).flat(),
        body: Buffer.from('x'),
        sha256: theirs.headers['x-amz-content-sha256'],
      };
      const ours = access.sign(request, address, await access.currentCredentials(), at);
      expect(ours.path).toBe(theirs.path);
      expect(valueOf(ours.headers, 'authorization')).toBe(authorization);
    };
    for (const key of ODD_KEYS) await same(key, { odd: ' a  "b"; c = d ' });
    await fc.assert(fc.asyncProperty(keys, metadata, same), { numRuns: 40 });
    access.close();
  });
});

describe('requests of S3ObjectStore at a server that checks signatures', () => {
  let server: S3Server;
  let store: S3ObjectStore;

  beforeAll(async () => {
    server = await startS3Server();
    store = new S3ObjectStore({ ...server.connection, bucket: server.bucket, requestTimeoutMs: 10_000 });
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  const put = (key: string, values: Record<string, string> = {}) =>
    store.put(key, Buffer.from(key), { condition: 'absent', contentType: 'text/plain', metadata: values });

  it('which takes the requests of the AWS SDK too', async () => {
    const client = new S3Client(server.connection);
    const at = { Bucket: server.bucket, Key: 'by the/SDK + more' };
    await client.send(new PutObjectCommand({ ...at, Body: 'x', Metadata: { a: 'b  c' } }));
    const { Contents } = await client.send(
      new ListObjectsV2Command({ Bucket: at.Bucket, Prefix: 'by the/S' }),
    );
    expect(Contents).toMatchObject([{ Key: at.Key }]);
    await client.send(new DeleteObjectCommand(at));
    client.destroy();
  });

  it('are taken, and bring back what was stored, whatever the key and the metadata', async () => {
    const property = fc.asyncProperty(keys, metadata, async (key, values) => {
      const stored = await put(key, values);
      if (stored.outcome !== 'stored') throw new Error(stored.outcome);
      const { etag } = stored;
      const found = await store.get(key);
      expect(found).toMatchObject({ outcome: 'found', object: { etag, bytes: Buffer.from(key) } });
      const page = await store.list({ prefix: key, limit: 1 });
      expect(page.entries).toMatchObject([{ key, etag }]);
      expect(await store.remove(key, { ifMatch: etag })).toEqual({ outcome: 'removed' });
    });
    await fc.assert(property, { numRuns: 60, examples: ODD_KEYS.map((key) => [key, { odd: 'a  b' }]) });
  });

  it('carry a session token, signed', async () => {
    const temporary = { ...credentials, sessionToken: 'a token/+=' };
    const config = {
      ...server.connection,
      bucket: server.bucket,
      requestTimeoutMs: 10_000,
      credentials: temporary,
    };
    const other = new S3ObjectStore(config);
    await expect(other.get('none')).resolves.toEqual({ outcome: 'missing' });
    await other.close();
  });

  it('are refused with another secret; the error tells neither secret nor signature', async () => {
    const secretAccessKey = 'not-the-secret';
    const config = { ...server.connection, bucket: server.bucket, requestTimeoutMs: 10_000 };
    const other = new S3ObjectStore({ ...config, credentials: { ...credentials, secretAccessKey } });
    const error: unknown = await other.get('key').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: expect.stringContaining('S3 answered 403 SignatureDoesNotMatch') as string,
      retryable: false,
    });
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
      /not-the-secret|Credential=|Signature=/,
    );
    await other.close();
  });

  it('say which region is right when they were signed for another', async () => {
    const other = new S3ObjectStore({
      ...server.connection,
      bucket: server.bucket,
      requestTimeoutMs: 10_000,
      region: 'eu-west-3',
    });
    await expect(other.get('key')).rejects.toThrow(
      'S3 answered 400 AuthorizationHeaderMalformed: the bucket is in the region us-east-1 (AWS_REGION)',
    );
    await other.close();
  });
});
