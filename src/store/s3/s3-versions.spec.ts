import { describe, expect, it } from 'vitest';
import type { S3Request } from './s3-request.js';
import { VersionPurge } from '../versions/version-purge.js';
import { S3Versions } from './s3-versions.js';

const KEY = 'dlq/year=2024/a.json';

const CODES: Record<number, string> = { 403: 'AccessDenied', 501: 'NotImplemented', 503: 'SlowDown' };

interface Held {
  id: string;
  kind: 'Version' | 'DeleteMarker';
  latest?: boolean;
  key?: string;
}

function listing(held: readonly Held[], truncated = false): string {
  const items = held.map(
    ({ id, kind, latest = false, key = KEY }) =>
      `<${kind}><Key>${encodeURIComponent(key)}</Key><VersionId>${id}</VersionId><IsLatest>${latest}</IsLatest></${kind}>`,
  );
  return `<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>${truncated}</IsTruncated>${items.join('')}</ListVersionsResult>`;
}

/** A bucket that lists two versions a page, and answers a status of its own to what `refuses` names. */
function bucketWith(held: Held[], refuses: Partial<Record<S3Request['method'], number>> = {}) {
  const requests: S3Request[] = [];
  const send = async (request: S3Request) => {
    requests.push(request);
    const refusal = refuses[request.method];
    if (refusal !== undefined) {
      const code = CODES[refusal] ?? '';
      return { status: refusal, headers: {}, body: Buffer.from(`<Error><Code>${code}</Code></Error>`) };
    }
    if (request.method === 'GET')
      return { status: 200, headers: {}, body: Buffer.from(listing(held.slice(0, 2), held.length > 2)) };
    const at = held.findIndex(({ id }) => id === request.query?.['versionId']);
    if (at >= 0) held.splice(at, 1);
    return { status: at < 0 ? 404 : 204, headers: {}, body: Buffer.alloc(0) };
  };
  return { requests, versions: purgeBy(send) };
}

function purgeBy(send: ConstructorParameters<typeof S3Versions>[0]['send']): VersionPurge {
  return new VersionPurge(new S3Versions({ send, asked: () => 's3.example' }));
}

describe('earlier versions in a bucket', () => {
  it('are deleted one by one, with the marks of deletions, page by page', async () => {
    const held: Held[] = [
      { id: 'v4', kind: 'DeleteMarker', latest: true },
      { id: 'v3', kind: 'Version' },
      { id: 'v2', kind: 'Version' },
    ];
    const { versions, requests } = bucketWith(held);
    expect(await versions.purge(KEY)).toEqual({ outcome: 'purged', versions: 3 });
    expect(held).toEqual([]);
    expect(requests[0]!.query).toMatchObject({ versions: '', prefix: KEY });
    const deletes = requests.filter(({ method }) => method === 'DELETE');
    expect(deletes.every(({ key }) => key === KEY)).toBe(true);
    // Without its latest mark, S3 would show an earlier version as the object.
    expect(deletes.map(({ query }) => query?.['versionId'])).toEqual(['v3', 'v2', 'v4']);
  });

  it('are none where the bucket keeps none, or those of another key alone', async () => {
    expect(await bucketWith([]).versions.purge(KEY)).toEqual({ outcome: 'none' });
    const others = bucketWith([{ id: 'v1', kind: 'Version', latest: true, key: `${KEY}.other` }]);
    expect(await others.versions.purge(KEY)).toEqual({ outcome: 'none' });
    expect(others.requests).toHaveLength(1);
  });

  it('stay where the object is there again', async () => {
    const held: Held[] = [
      { id: 'v2', kind: 'Version', latest: true },
      { id: 'v1', kind: 'Version' },
    ];
    expect(await bucketWith(held).versions.purge(KEY)).toEqual({ outcome: 'present' });
    expect(held).toHaveLength(2);
  });

  it.each([
    [{ GET: 403 }, /403 AccessDenied/],
    [{ DELETE: 403 }, /403 AccessDenied/],
    [{ GET: 501 }, /501/],
  ])('stay where S3 refuses %j, which is told', async (refuses, reason) => {
    const { versions } = bucketWith([{ id: 'v1', kind: 'DeleteMarker', latest: true }], refuses);
    expect(await versions.purge(KEY)).toEqual({ outcome: 'kept', reason: expect.stringMatching(reason) });
  });

  it('may be asked for again where S3 is overloaded, or answers with something else than a listing', async () => {
    const { versions } = bucketWith([], { GET: 503 });
    await expect(versions.purge(KEY)).rejects.toMatchObject({ name: 'StoreError', retryable: true });
    const page = {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<html></html>'),
    };
    const portal = purgeBy(async () => page);
    await expect(portal.purge(KEY)).rejects.toMatchObject({ name: 'StoreError', retryable: true });
  });

  it('end the purge where the server deletes nothing', async () => {
    const held: Held[] = [{ id: 'v1', kind: 'DeleteMarker', latest: true }];
    const same = { status: 200, headers: {}, body: Buffer.from(listing(held)) };
    const none = { status: 204, headers: {}, body: Buffer.alloc(0) };
    const send = async ({ method }: S3Request) => (method === 'GET' ? same : none);
    const versions = purgeBy(send);
    expect(await versions.purge(KEY)).toMatchObject({ outcome: 'kept' });
  });
});
