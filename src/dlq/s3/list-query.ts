import type { ListObjectsV2CommandInput, ListObjectsV2CommandOutput } from '@aws-sdk/client-s3';
import type { ListPage, ListQuery } from '../object-store.port.js';

/** Comes after every key's continuation. */
const LAST_CHARACTER = '\u{10FFFF}';

/** S3's parameters for a page, the bucket left out. */
export function toS3Query(query: ListQuery): Omit<ListObjectsV2CommandInput, 'Bucket'> {
  const startAfter = passGroup(query);
  return {
    Prefix: query.prefix,
    MaxKeys: query.limit,
    ...(startAfter === '' ? {} : { StartAfter: startAfter }),
    ...(query.delimiter === undefined ? {} : { Delimiter: query.delimiter }),
  };
}

/** S3's answer as a page. */
export function toPage(output: ListObjectsV2CommandOutput, { startAfter = '' }: ListQuery): ListPage {
  return {
    entries: (output.Contents ?? []).map((item) => ({
      key: item.Key ?? '',
      etag: item.ETag ?? '',
      size: item.Size ?? 0,
      lastModified: item.LastModified?.getTime() ?? 0,
    })),
    prefixes: (output.CommonPrefixes ?? [])
      .map(({ Prefix }) => Prefix ?? '')
      .filter((prefix) => !startAfter.startsWith(prefix)),
    truncated: output.IsTruncated ?? false,
  };
}

/**
 * Where to start so that a group which `startAfter` names or points into does not come again. Servers differ:
 * some go on after the group, others find its later keys and report it once more.
 */
function passGroup({ prefix, delimiter, startAfter = '' }: ListQuery): string {
  if (delimiter === undefined || !startAfter.startsWith(prefix)) return startAfter;
  const end = startAfter.indexOf(delimiter, prefix.length);
  return end === -1 ? startAfter : `${startAfter.slice(0, end + 1)}${LAST_CHARACTER}`;
}
