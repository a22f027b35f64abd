import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { S3ObjectStore } from '../../src/store/s3/s3-object-store.js';
import { HandClock } from '../support/hand-clock.js';
import { BUCKET_HOST, openBucket } from '../support/s3-bucket.js';
import { startS3Server, type S3Fault, type S3Server } from '../support/s3-server.js';
import { describeObjectStore } from './object-store.contract.js';

/** Longer than a busy machine takes. */
const WITHIN = { timeout: 10_000 };

describeObjectStore(`S3ObjectStore on ${BUCKET_HOST}`, async () => {
  const bucket = await openBucket();
  const store = new S3ObjectStore(bucket.config);
  return { store, close: () => store.close().then(() => bucket.close()) };
});

describe('S3ObjectStore when S3 fails', () => {
  const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
  const bytes = Buffer.from('body');
  let server: S3Server;
  let clock: HandClock;
  let store: S3ObjectStore;

  beforeEach(async () => {
    server = await startS3Server();
    clock = new HandClock();
    store = new S3ObjectStore({ ...server.connection, bucket: server.bucket }, clock);
  });
  afterEach(async () => {
    await store.close();
    await server.stop();
  });

  const put = () => store.put('key', bytes, options);

  /** Where a request is not answered, its deadline passes once it has arrived. */
  async function failing(fault: S3Fault, method: string, call: () => Promise<unknown>): Promise<unknown> {
    const before = server.requests[method] ?? 0;
    server.failNext(1, fault);
    const failure = call().catch((error: unknown) => error);
    if (fault === 'hang' || fault === 'applyAndHang' || fault === 'stallBody') {
      await vi.waitUntil(() => server.requests[method] === before + 1, WITHIN);
      clock.expire();
    }
    return failure;
  }

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
    ['conflict', { outcomeUnknown: false, overloaded: false }, false],
  ])('says what is known about a write after: %s', async (fault, expected, applied) => {
    const error = await failing(fault, 'PUT', put);
    expect(error).toMatchObject({ name: 'StoreError', retryable: true, ...expected });
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
    const error = await failing(fault, 'GET', () => store.get('key'));
    expect(error).toMatchObject({ name: 'StoreError', outcomeUnknown: false, retryable: true });
    expect(await store.get('key')).toMatchObject({ outcome: 'found' });
  });

  it('ends a call by itself when its time is over, which it counts from the call', async () => {
    const config = { ...server.connection, bucket: server.bucket, requestTimeoutMs: 100 };
    const hurried = new S3ObjectStore(config);
    server.setFault(() => 'hang');
    await expect(hurried.get('key')).rejects.toThrow(/: timeout \(asked: /);
    await hurried.close();
  });

  describe("ends a call with the caller's signal", () => {
    beforeEach(() => server.setFault(() => 'hang'));

    it('and leaves the outcome of what was sent unknown', async () => {
      const { signal, abort } = abortable();
      const call = store.put('key', bytes, { ...options, signal });
      await expect.poll(() => server.requests.PUT, WITHIN).toBe(1);
      abort();
      await expect(call).rejects.toMatchObject({ outcomeUnknown: true, retryable: true });
    });

    it('and knows when nothing was sent', async () => {
      const { signal, abort } = abortable();
      const call = store.put('key', bytes, { ...options, signal });
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
