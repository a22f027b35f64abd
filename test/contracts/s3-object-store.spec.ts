import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3ObjectStore } from '../../src/dlq/s3-object-store.js';
import { BUCKET_HOST, openBucket } from '../support/s3-bucket.js';
import { startS3Server, type S3Fault, type S3Server } from '../support/s3-server.js';
import { describeObjectStore } from './object-store.contract.js';

describeObjectStore(`S3ObjectStore on ${BUCKET_HOST}`, async () => {
  const bucket = await openBucket();
  const store = new S3ObjectStore(bucket.config);
  return { store, close: () => store.close().then(() => bucket.close()) };
});

describe('S3ObjectStore when S3 fails', () => {
  const requestTimeoutMs = 300;
  const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
  const bytes = Buffer.from('body');
  let server: S3Server;
  let store: S3ObjectStore;

  beforeEach(async () => {
    server = await startS3Server();
    store = new S3ObjectStore({ ...server.connection, bucket: server.bucket, requestTimeoutMs });
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  const put = () => store.put('key', bytes, options);

  function abortable() {
    const controller = new AbortController();
    return { signal: controller.signal, abort: () => controller.abort() };
  }

  it.each<[S3Fault, { outcomeUnknown: boolean; overloaded: boolean }, boolean]>([
    ['hang', { outcomeUnknown: true, overloaded: false }, false],
    ['applyAndHang', { outcomeUnknown: true, overloaded: false }, true],
    ['lostAnswer', { outcomeUnknown: true, overloaded: false }, true],
    ['internalError', { outcomeUnknown: true, overloaded: false }, false],
    ['slowDown', { outcomeUnknown: false, overloaded: true }, false],
  ])('says what is known about a write after: %s', async (fault, expected, applied) => {
    server.failNext(1, fault);
    await expect(put()).rejects.toMatchObject({ name: 'StoreError', retryable: true, ...expected });
    expect(server.objects.has('key')).toBe(applied);
    expect(server.requests).toEqual({ PUT: 1 });
  });

  it('leaves the outcome of a doubtful removal unknown', async () => {
    const result = await put();
    if (result.outcome !== 'stored') throw new Error(result.outcome);
    server.failNext(1, 'lostAnswer');
    const removal = store.remove('key', { ifMatch: result.etag });
    await expect(removal).rejects.toMatchObject({ outcomeUnknown: true, retryable: true });
  });

  it.each<S3Fault>(['hang', 'stallBody', 'lostAnswer'])('ends a read within its time: %s', async (fault) => {
    await put();
    server.failNext(1, fault);
    const before = performance.now();
    await expect(store.get('key')).rejects.toMatchObject({ outcomeUnknown: false, retryable: true });
    expect(performance.now() - before).toBeLessThan(requestTimeoutMs + 1_000);
    expect(await store.get('key')).toMatchObject({ outcome: 'found' });
  });

  describe("ends a call with the caller's signal", () => {
    let patient: S3ObjectStore;
    beforeEach(() => {
      server.setFault(() => 'hang');
      const config = { ...server.connection, bucket: server.bucket, requestTimeoutMs: 60_000 };
      patient = new S3ObjectStore(config);
    });
    afterEach(() => patient.close());

    it('and leaves the outcome of what was sent unknown', async () => {
      const { signal, abort } = abortable();
      const call = patient.put('key', bytes, { ...options, signal });
      await expect.poll(() => server.requests.PUT).toBe(1);
      abort();
      await expect(call).rejects.toMatchObject({ outcomeUnknown: true, retryable: true });
    });

    it('and knows when nothing was sent', async () => {
      const { signal, abort } = abortable();
      const call = patient.put('key', bytes, { ...options, signal });
      abort();
      await expect(call).rejects.toMatchObject({ outcomeUnknown: false, retryable: true });
    });
  });

  it('knows that nothing was sent when the connection is refused', async () => {
    await server.stop();
    await expect(put()).rejects.toMatchObject({ outcomeUnknown: false, retryable: true });
    await server.start();
    expect(await put()).toMatchObject({ outcome: 'stored', versioned: false });
  });

  it('knows that nothing was sent when the name does not exist', async () => {
    const lost = new S3ObjectStore({
      ...server.connection,
      endpoint: 'http://s3.invalid',
      bucket: server.bucket,
    });
    const call = lost.put('key', bytes, options);
    await expect(call).rejects.toMatchObject({ outcomeUnknown: false, retryable: true });
    await lost.close();
  });

  it('does not take a missing bucket for a missing key', async () => {
    const lost = new S3ObjectStore({ ...server.connection, bucket: 'no-such-bucket' });
    const known = { name: 'StoreError', outcomeUnknown: false, retryable: false };
    await expect(lost.get('key')).rejects.toMatchObject(known);
    await expect(lost.head('key')).rejects.toMatchObject(known);
    await expect(lost.list({ prefix: '', limit: 1 })).rejects.toMatchObject(known);
    await expect(lost.put('key', bytes, options)).rejects.toMatchObject(known);
    await expect(lost.put('key', bytes, { ...options, condition: { ifMatch: '"x"' } })).rejects.toMatchObject(
      known,
    );
    await expect(lost.remove('key', { ifMatch: '"x"' })).rejects.toMatchObject(known);
    await lost.close();
  });

  it('keeps what the request carried out of its errors', async () => {
    server.failNext(1, 'internalError');
    const error: unknown = await put().catch((reason: unknown) => reason);
    const { inspect } = await import('node:util');
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/Credential=|Signature=|AWS4-HMAC/);
  });

  it('notices when what was stored does not come back, by the checksum kept with it', async () => {
    await put();
    expect(server.latest?.headers).toMatchObject({ 'x-amz-checksum-crc32': expect.any(String) as string });
    const object = server.objects.get('key');
    if (object === undefined) throw new Error('not stored');
    object.bytes = Buffer.from('bodY');
    const damaged = { name: 'StoreError', outcomeUnknown: false, retryable: true };
    await expect(store.get('key')).rejects.toMatchObject(damaged);
  });

  it('neither sends nor asks for a checksum where servers refuse it', async () => {
    const config = { ...server.connection, bucket: server.bucket, checksums: 'WHEN_REQUIRED' } as const;
    const plain = new S3ObjectStore(config);
    await plain.put('key', bytes, options);
    expect(Object.keys(server.latest?.headers ?? {}).filter((name) => name.includes('checksum'))).toEqual([]);
    expect(await plain.get('key')).toMatchObject({ outcome: 'found' });
    expect(Object.keys(server.latest?.headers ?? {}).filter((name) => name.includes('checksum'))).toEqual([]);
    await plain.close();
  });
});
