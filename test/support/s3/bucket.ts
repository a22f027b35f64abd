import { createHash } from 'node:crypto';

export interface S3Object {
  bytes: Buffer;
  etag: string;
  contentType: string;
  metadata: Record<string, string>;
  /** CRC32 in base64, as the writer told it. */
  checksum?: string | undefined;
  lastModified: number;
}

export interface Conditions {
  ifMatch?: string | undefined;
  ifNoneMatch?: string | undefined;
}

export interface S3ListQuery {
  prefix: string;
  startAfter: string;
  maxKeys: number;
}

export interface S3ListResult {
  keys: string[];
  /** The last name of the page, where more follow. */
  next: string | undefined;
}

export type Refusal = 'PreconditionFailed' | 'NoSuchKey';

/** Checks and writes in one step, as S3 does. Like S3, equal bytes get equal ETags. */
export function putObject(
  objects: Map<string, S3Object>,
  key: string,
  object: Omit<S3Object, 'etag' | 'lastModified'>,
  conditions: Conditions,
): S3Object | Refusal {
  const refusal = refuse(objects.get(key), conditions);
  if (refusal !== undefined) return refusal;
  const etag = `"${createHash('md5').update(object.bytes).digest('hex')}"`;
  const stored = { ...object, etag, lastModified: Date.now() };
  objects.set(key, stored);
  return stored;
}

/** Checks and deletes in one step. Without a condition a missing key is no failure. */
export function deleteObject(
  objects: Map<string, S3Object>,
  key: string,
  conditions: Conditions,
): Refusal | undefined {
  const refusal = refuse(objects.get(key), conditions);
  if (refusal === undefined) objects.delete(key);
  return refusal;
}

function refuse(current: S3Object | undefined, { ifMatch, ifNoneMatch }: Conditions): Refusal | undefined {
  if (ifNoneMatch === '*' && current !== undefined) return 'PreconditionFailed';
  if (ifMatch === undefined || current?.etag === ifMatch) return undefined;
  return current === undefined ? 'NoSuchKey' : 'PreconditionFailed';
}

/** ListObjectsV2 without a delimiter: keys in the order of their UTF-8 bytes. */
export function listObjects(objects: Map<string, S3Object>, query: S3ListQuery): S3ListResult {
  const sorted = [...objects.keys()]
    .filter((key) => key.startsWith(query.prefix) && byBytes(key, query.startAfter) > 0)
    .sort(byBytes);
  const keys = sorted.slice(0, query.maxKeys);
  return { keys, next: sorted.length > keys.length ? keys.at(-1) : undefined };
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
