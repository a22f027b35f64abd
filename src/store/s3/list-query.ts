import type { ListPage, ListQuery } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type { S3Answer } from './s3-answer.js';
import { childrenNamed, readXml, textOf } from './xml.js';

/**
 * S3's parameters for a page. Names are asked for percent-encoded: XML 1.0 cannot carry every key (control
 * characters), and not every server escapes well what it can. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function toListParameters(query: ListQuery): Record<string, string> {
  const { continuation, startAfter = '' } = query;
  return {
    'list-type': '2',
    'encoding-type': 'url',
    prefix: query.prefix,
    'max-keys': String(query.limit),
    ...(continuation === undefined
      ? startAfter !== '' && { 'start-after': startAfter }
      : { 'continuation-token': continuation }),
  };
}

/**
 * S3's answer as a page.
 *
 * @throws StoreError when it is no listing.
 */
export function toPage({ body }: S3Answer): ListPage {
  const listing = readXml(body, 'ListBucketResult');
  if (listing === undefined) throw unreadable();
  const continuation = textOf(listing, 'NextContinuationToken');
  // A server that does not know the parameter does not name it in its answer.
  const decode = textOf(listing, 'EncodingType') === 'url' ? decodeName : (name: string) => name;
  return {
    entries: childrenNamed(listing, 'Contents').map((item) => ({
      key: decode(textOf(item, 'Key')),
      etag: textOf(item, 'ETag'),
      size: Number(textOf(item, 'Size')) || 0,
      lastModified: Date.parse(textOf(item, 'LastModified')) || 0,
    })),
    truncated: truncationOf(textOf(listing, 'IsTruncated'), continuation),
    ...(continuation === '' ? {} : { continuation }),
  };
}

/** `undefined`: neither flag nor token tells. */
function truncationOf(flag: string, continuation: string): boolean | undefined {
  const said = flag.trim().toLowerCase();
  if (said === 'true' || said === '1') return true;
  if (said === 'false' || said === '0') return false;
  return continuation === '' ? undefined : true;
}

/** AWS encodes as a form does: a space as `+`, a plus as `%2B`; Ceph sends `%20`. */
export function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    throw unreadable();
  }
}

function unreadable(): StoreError {
  return new StoreError('S3 answered with a listing that cannot be read', {
    outcomeUnknown: false,
    retryable: true,
  });
}
