import { deleteObject, listObjects, putObject, type Refusal, type S3Object } from './bucket.js';
import { metadataOf, type S3Request } from './s3-request.js';

export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

type ErrorCode = Refusal | 'NoSuchBucket' | 'InternalError' | 'SlowDown' | 'NotImplemented';

const STATUS: Record<ErrorCode, number> = {
  NoSuchBucket: 404,
  NoSuchKey: 404,
  PreconditionFailed: 412,
  InternalError: 500,
  NotImplemented: 501,
  SlowDown: 503,
};

/** Carries a request out on the bucket's objects. */
export function answer(objects: Map<string, S3Object>, bucket: string, request: S3Request): S3Answer {
  if (request.bucket !== bucket) return failure('NoSuchBucket');
  if (request.key === '') return answerForBucket(objects, bucket, request);
  const { method, key, headers } = request;
  const conditions = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
  if (method === 'PUT') {
    const contentType = headers['content-type'] ?? 'application/octet-stream';
    const object = { bytes: request.body, contentType, metadata: metadataOf(headers) };
    const stored = putObject(objects, key, object, conditions);
    return typeof stored === 'string' ? failure(stored) : { status: 200, headers: { etag: stored.etag } };
  }
  if (method === 'DELETE') {
    const refusal = deleteObject(objects, key, conditions);
    return refusal === undefined ? { status: 204 } : failure(refusal);
  }
  const object = objects.get(key);
  return object === undefined ? failure('NoSuchKey') : found(object);
}

/** An error as S3 words it. */
export function failure(code: ErrorCode): S3Answer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  return { status: STATUS[code], headers: { 'content-type': 'application/xml' }, body };
}

function found(object: S3Object): S3Answer {
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    status: 200,
    headers: {
      ...(Object.fromEntries(metadata) as Record<string, string>),
      etag: object.etag,
      'content-type': object.contentType,
      'last-modified': new Date(object.lastModified).toUTCString(),
    },
    body: object.bytes,
  };
}

function answerForBucket(objects: Map<string, S3Object>, bucket: string, request: S3Request): S3Answer {
  const { method, query } = request;
  if (method === 'PUT' || method === 'HEAD') return { status: 200 };
  if (method !== 'GET' || query.get('list-type') !== '2') return failure('NotImplemented');
  const token = query.get('continuation-token');
  const page = listObjects(objects, {
    prefix: query.get('prefix') ?? '',
    startAfter: token === null ? (query.get('start-after') ?? '') : decodeToken(token),
    delimiter: query.get('delimiter') ?? '',
    maxKeys: Math.min(Number(query.get('max-keys') ?? 1000), 1000),
  });
  const next = page.next === undefined ? '' : tag('NextContinuationToken', encodeToken(page.next));
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    tag('Name', bucket),
    tag('IsTruncated', String(page.next !== undefined)),
    next,
    ...page.keys.map((key) => contents(key, objects.get(key))),
    ...page.prefixes.map((prefix) => `<CommonPrefixes>${tag('Prefix', prefix)}</CommonPrefixes>`),
    '</ListBucketResult>',
  ].join('');
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function contents(key: string, object: S3Object | undefined): string {
  if (object === undefined) return '';
  const lastModified = new Date(object.lastModified).toISOString();
  const fields = `${tag('Key', key)}${tag('ETag', object.etag)}${tag('Size', String(object.bytes.length))}`;
  return `<Contents>${fields}${tag('LastModified', lastModified)}</Contents>`;
}

function tag(name: string, text: string): string {
  const escaped = text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<${name}>${escaped}</${name}>`;
}

function encodeToken(name: string): string {
  return Buffer.from(name).toString('base64url');
}

function decodeToken(token: string): string {
  return Buffer.from(token, 'base64url').toString();
}
