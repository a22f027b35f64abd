import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3ObjectStore, type S3StoreConfig } from '../../src/store/s3/s3-object-store.js';
import { SystemClock } from '../../src/runtime/clock.js';
import { BUCKET_HOST, openBucket, type OpenedBucket } from '../support/s3-bucket.js';

/** Keys that clients and servers have got wrong before. Other stores refuse some of them. */
const ODD_KEYS = [
  ['a b', 'a+b', 'a%20b', 'a%2Fb', "q'()*!~", 'x&<>"y', '?q=1', '#frag', '=&', ';p=1', ':@$,', ' a', 'a '],
  ['nl\nx', 'cr\rx', 'tab\tx', '\u0001', 'ü/é', '\u{ff5e}', '\u{1f600}', '\u{10ffff}z'],
  ['/a', 'a//b', 'a/', 'a/../b', './c'],
].flat();

/** What S3 does beyond the contract of an object store, and how the store must deal with it. */
describe(`S3ObjectStore on ${BUCKET_HOST}, as a client of S3`, () => {
  const options = { condition: 'absent', contentType: 'text/plain', metadata: {} } as const;
  let bucket: OpenedBucket;
  let store: S3ObjectStore;

  beforeAll(async () => {
    bucket = await openBucket();
    store = new S3ObjectStore(bucket.config);
  });
  afterAll(async () => {
    await store.close();
    await bucket.close();
  });

  /** Runs `work` on a store that reaches the server through a wire which turns `from` into `to`. */
  async function overBadWire(
    [from, to]: [string, string],
    work: (store: S3ObjectStore) => Promise<void>,
    config: Partial<S3StoreConfig> = {},
  ): Promise<void> {
    const { hostname, port } = new URL(bucket.config.endpoint ?? '');
    const damage = (chunk: Buffer) => {
      const at = chunk.indexOf(from);
      if (at !== -1) chunk.write(to, at);
      return chunk;
    };
    const wire = createServer((near) => {
      const far = connect(Number(port), hostname);
      near.on('data', (chunk) => far.write(damage(chunk))).on('error', () => {});
      far.on('data', (chunk) => near.write(damage(chunk))).on('error', () => {});
      near.on('close', () => far.destroy());
      far.on('close', () => near.destroy());
    }).listen(0, '127.0.0.1');
    await once(wire, 'listening');
    const endpoint = `http://127.0.0.1:${(wire.address() as AddressInfo).port}`;
    const damaged = new S3ObjectStore({ ...bucket.config, ...config, endpoint });
    try {
      await work(damaged);
    } finally {
      await damaged.close();
      wire.close();
    }
  }

  it('keeps keys of any characters apart, and lists them as they are', async () => {
    for (const key of ODD_KEYS) {
      const metadata = { spaces: 'a  b   c', signs: '"q"; =,' };
      expect(await store.put(key, Buffer.from(key), { ...options, metadata })).toMatchObject({
        outcome: 'stored',
      });
      const found = { outcome: 'found', object: { metadata, bytes: Buffer.from(key) } };
      expect(await store.get(key)).toMatchObject(found);
      expect(await store.head(key)).toMatchObject({ outcome: 'found', head: { metadata } });
    }
    const page = await store.list({ prefix: '', limit: 100 });
    const inOrder = ODD_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(page.entries.map(({ key }) => key)).toEqual(inOrder);
    for (const { key, etag } of page.entries) {
      expect(await store.remove(key, { ifMatch: etag })).toEqual({ outcome: 'removed' });
    }
  });

  it.each(['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const)(
    'stores nothing that was damaged on its way: checksums %s',
    async (checksums) => {
      const put = (damaged: S3ObjectStore) =>
        expect(damaged.put('damaged', Buffer.from('precious'), options)).rejects.toMatchObject({
          name: 'StoreError',
          outcomeUnknown: false,
          retryable: true,
        });
      await overBadWire(['precious', 'precioux'], put, { checksums });
      expect(await store.get('damaged')).toEqual({ outcome: 'missing' });
    },
  );

  it('gives nothing out that was damaged on its way back', async () => {
    await store.put('dear', Buffer.from('dear body'), options);
    await overBadWire(['dear body', 'dear bodx'], (damaged) =>
      expect(damaged.get('dear')).rejects.toMatchObject({ name: 'StoreError', retryable: true }),
    );
  });

  it.each([3_600_000, -3_600_000])('corrects its clock after one refusal: %s ms off', async (offMs) => {
    class WrongClock extends SystemClock {
      override now(): number {
        return super.now() + offMs;
      }
    }
    const wrong = new S3ObjectStore(bucket.config, new WrongClock());
    const skewed = {
      message: expect.stringContaining('S3 answered 403 RequestTimeTooSkewed (asked: ') as string,
      retryable: true,
      outcomeUnknown: false,
    };
    await expect(wrong.get('none')).rejects.toMatchObject(skewed);
    expect(await wrong.get('none')).toEqual({ outcome: 'missing' });
    await wrong.close();
  });

  it('is told when its secret is wrong, and tells no secret', async () => {
    const credentials = {
      accessKeyId: bucket.config.credentials?.accessKeyId ?? '',
      secretAccessKey: 'wrong',
    };
    const stranger = new S3ObjectStore({ ...bucket.config, credentials });
    const refused = {
      message: expect.stringContaining('S3 answered 403 SignatureDoesNotMatch (asked: ') as string,
      retryable: false,
      outcomeUnknown: false,
    };
    await expect(stranger.get('none')).rejects.toMatchObject(refused);
    await stranger.close();
  });
});
