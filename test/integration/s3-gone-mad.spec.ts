import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { S3ObjectStore, type S3StoreConfig } from '../../src/store/s3/s3-object-store.js';

const PUT = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
const HEAD = { etag: '"e"', 'last-modified': new Date(0).toUTCString() };

/** Writes for as long as somebody reads. */
const endless =
  (status: number, piece: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, HEAD);
    const write = () => {
      while (!response.destroyed && response.write(piece));
    };
    response.on('drain', write);
    write();
  };

const page: RequestListener = (_, response) => {
  response.writeHead(200, { ...HEAD, 'content-type': 'text/html; charset=utf-8' });
  response.end('<html><body>Sign in</body></html>');
};

describe('an S3 that has gone mad', () => {
  let server: Server;
  let answer: RequestListener;
  const opened: S3ObjectStore[] = [];

  beforeEach(async () => {
    server = createServer((request, response) => {
      request.resume();
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    server.closeAllConnections();
    server.close();
  });

  function open(config: Partial<S3StoreConfig> = {}): S3ObjectStore {
    const store = new S3ObjectStore({
      bucket: 'bucket',
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      endpointVariable: 'AWS_ENDPOINT_URL',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestTimeoutMs: 15_000,
      maxObjectBytes: 1_048_576,
      ...config,
    });
    opened.push(store);
    return store;
  }

  it.each([1, 65_536])('is left when an object does not end, in pieces of %i', async (bytes) => {
    answer = endless(200, 'x'.repeat(bytes));
    await expect(open().get('key')).rejects.toMatchObject({
      message: expect.stringContaining(
        'S3 gave an answer of more than 1048576 bytes (asked: 127.0.0.1:',
      ) as string,
      retryable: false,
    });
  });

  it('is left at once where it tells how large an object is', async () => {
    answer = (_, response) => {
      response.writeHead(200, { ...HEAD, 'content-length': '5000000000' });
      response.write('x');
    };
    await expect(open().get('key')).rejects.toThrow('more than 1048576 bytes');
  });

  it.each([403, 500, 503])('is believed in its status when a refusal does not end: %i', async (status) => {
    answer = endless(status, 'x'.repeat(65_536));
    await expect(open().get('key')).rejects.toThrow(`S3 answered ${status} (asked: 127.0.0.1:`);
  });

  it('leaves a write in doubt when it answers it with a body without end', async () => {
    answer = endless(200, 'x'.repeat(65_536));
    await expect(open().put('key', Buffer.from('body'), PUT)).rejects.toMatchObject({ outcomeUnknown: true });
    await expect(open().list({ prefix: '', limit: 9 })).rejects.toThrow('more than 8388608 bytes');
  });

  it('is not believed when it answers with a web page, and is when it has recovered', async () => {
    answer = page;
    const store = open();
    const mad = expect.stringContaining('did not come from S3') as string;
    const write = { message: mad, outcomeUnknown: true, retryable: true };
    await expect(store.put('key', Buffer.from('body'), PUT)).rejects.toMatchObject(write);
    await expect(store.remove('key', { ifMatch: '"e"' })).rejects.toMatchObject(write);
    for (const call of [
      () => store.get('key'),
      () => store.head('key'),
      () => store.list({ prefix: '', limit: 9 }),
    ]) {
      await expect(call()).rejects.toMatchObject({ message: mad, outcomeUnknown: false, retryable: true });
    }
    answer = (_, response) => response.writeHead(200, HEAD).end('body');
    expect(await store.get('key')).toMatchObject({ outcome: 'found' });
  });

  it('is left when it sends headers without end', async () => {
    answer = (request) => {
      const write = () => {
        while (!request.socket.destroyed && request.socket.write(`x-${'y'.repeat(60)}: z\r\n`));
      };
      request.socket.on('drain', write);
      request.socket.write('HTTP/1.1 200 OK\r\n');
      write();
    };
    await expect(open().get('key')).rejects.toThrow('UND_ERR_HEADERS_OVERFLOW');
  });

  it.each([
    [501, 'NotImplemented'],
    [400, 'InvalidArgument'],
  ])('may refuse checksum headers, which are left out then: %i %s', async (status, code) => {
    const seen: boolean[] = [];
    answer = ({ headers }, response) => {
      const checksum = 'x-amz-checksum-crc32' in headers;
      seen.push(checksum);
      if (!checksum) response.writeHead(200, HEAD).end();
      else response.writeHead(status).end(`<Error><Code>${code}</Code></Error>`);
    };
    const told: string[] = [];
    const store = open({ onChecksumsRefused: (asked) => told.push(asked) });
    for (const key of ['a', 'b'])
      expect(await store.put(key, Buffer.from(key), PUT)).toMatchObject({ outcome: 'stored' });
    expect(seen).toEqual([true, false, false]);
    expect(told).toEqual([expect.stringContaining(', AWS_ENDPOINT_URL')]);
  });

  it.each([
    'ThrottlingException',
    'Throttled',
    'RequestThrottledException',
    'RequestLimitExceeded',
    'SlowDown',
  ])('asks for less by %s', async (code) => {
    answer = (_, response) => response.writeHead(400).end(`<Error><Code>${code}</Code></Error>`);
    await expect(open().put('key', Buffer.from('body'), PUT)).rejects.toMatchObject({
      overloaded: true,
      outcomeUnknown: false,
    });
  });
});
