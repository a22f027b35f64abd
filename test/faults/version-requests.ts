import type { S3Answer } from '../../src/store/s3/s3-answer.js';
import type { S3Request } from '../../src/store/s3/s3-request.js';
import type { Bucket } from './bucket.js';
import type { HeldVersion } from './versioned-objects.js';

/** What S3 answers to a caller without the permission. */
export const DENIED: S3Answer = {
  status: 403,
  headers: {},
  body: Buffer.from('<Error><Code>AccessDenied</Code></Error>'),
};

/** The key that a request for versions is about: of a listing its prefix. */
export function keyOf({ key, query }: S3Request): string {
  return key ?? query?.prefix ?? '';
}

/** What the bucket answers to a listing of versions, and to the deletion of one. */
export function answerVersions(bucket: Bucket, by: string, request: S3Request): S3Answer {
  const key = keyOf(request);
  if (request.method === 'GET') return { status: 200, headers: {}, body: Buffer.from(listing(bucket, key)) };
  bucket.removeVersion(by, key, request.query?.versionId ?? '');
  return { status: 204, headers: {}, body: Buffer.alloc(0) };
}

/** The newest version first, as S3 lists them. */
function listing(bucket: Bucket, key: string): string {
  const versions = bucket.versionsOf(key).toReversed();
  const items = versions.map((version, index) => itemOf(key, version, index === 0));
  return `<ListVersionsResult><IsTruncated>false</IsTruncated>${items.join('')}</ListVersionsResult>`;
}

function itemOf(key: string, { id, object }: HeldVersion, isLatest: boolean): string {
  const kind = object === null ? 'DeleteMarker' : 'Version';
  return `<${kind}><Key>${key}</Key><VersionId>${id}</VersionId><IsLatest>${isLatest}</IsLatest></${kind}>`;
}
