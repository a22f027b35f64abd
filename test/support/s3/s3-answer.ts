import { crc32 } from 'node:zlib';
import { deleteObject, listObjects, putObject, type Refusal, type S3Object } from './bucket.js';
import { metadataOf, type S3Request } from './s3-request.js';
import type { SignatureRefusal } from './signature.js';

export interface S3Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

type ErrorCode =
  | Refusal
  | SignatureRefusal
  | 'BadDigest'
  | 'ConditionalRequestConflict'
  | 'NoSuchBucket'
  | 'InternalError'
  | 'SlowDown'
  | 'NotImplemented'
  | 'ExpiredToken';

const STATUS: Record<ErrorCode, number> = {
  AccessDenied: 403,
  AuthorizationHeaderMalformed: 400,
  BadDigest: 400,
  ConditionalRequestConflict: 409,
  ExpiredToken: 400,
  InvalidAccessKeyId: 403,
  RequestTimeTooSkewed: 403,
  SignatureDoesNotMatch: 403,
  XAmzContentSHA256Mismatch: 400,
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
    const checksum = checksumOf(headers);
    if (checksum !== undefined && checksum !== base64Crc32(request.body)) return failure('BadDigest');
    const object = { bytes: request.body, contentType, metadata: metadataOf(headers), checksum };
    const stored = putObject(objects, key, object, conditions);
    return typeof stored === 'string' ? failure(stored) : { status: 200, headers: { etag: stored.etag } };
  }
  if (method === 'DELETE') {
    const refusal = deleteObject(objects, key, conditions);
    return refusal === undefined ? { status: 204 } : failure(refusal);
  }
  const object = objects.get(key);
  return object === undefined ? failure('NoSuchKey') : found(object, headers);
}

/** An error as S3 words it. */
export function failure(code: ErrorCode, region?: string): S3Answer {
  const details = region === undefined ? '' : tag('Region', region);
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error>${tag('Code', code)}${tag('Message', code)}${details}</Error>`;
  return { status: STATUS[code], headers: { 'content-type': 'application/xml' }, body };
}

const CHECKSUM = 'x-amz-checksum-crc32';

function checksumOf(headers: S3Request['headers']): string | undefined {
  const value = headers[CHECKSUM];
  return typeof value === 'string' ? value : undefined;
}

function base64Crc32(bytes: Buffer): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
}

function found(object: S3Object, asked: S3Request['headers']): S3Answer {
  const checksum = asked['x-amz-checksum-mode'] === 'ENABLED' ? object.checksum : undefined;
  const metadata = Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]);
  return {
    status: 200,
    headers: {
      ...(Object.fromEntries(metadata) as Record<string, string>),
      ...(checksum === undefined ? {} : { [CHECKSUM]: checksum }),
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
  const encoded = query.get('encoding-type') === 'url';
  const name = encoded ? formEncode : (text: string) => text;
  const page = listObjects(objects, {
    prefix: query.get('prefix') ?? '',
    startAfter: token === null ? (query.get('start-after') ?? '') : decodeToken(token),
    maxKeys: Math.min(Number(query.get('max-keys') ?? 1000), 1000),
  });
  const next = page.next === undefined ? '' : tag('NextContinuationToken', encodeToken(page.next));
  const body = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">',
    tag('Name', bucket),
    encoded ? tag('EncodingType', 'url') : '',
    tag('IsTruncated', String(page.next !== undefined)),
    next,
    ...page.keys.map((key) => contents(name(key), objects.get(key))),
    '</ListBucketResult>',
  ].join('');
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

function contents(name: string, object: S3Object | undefined): string {
  if (object === undefined) return '';
  const lastModified = new Date(object.lastModified).toISOString();
  const fields = `${tag('Key', name)}${tag('ETag', object.etag)}${tag('Size', String(object.bytes.length))}`;
  return `<Contents>${fields}${tag('LastModified', lastModified)}</Contents>`;
}

/** As AWS does under `encoding-type=url`: a space is a plus, and slashes stay. */
function formEncode(name: string): string {
  return new URLSearchParams({ name }).toString().slice('name='.length).replaceAll('%2F', '/');
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
