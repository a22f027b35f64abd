import type { CallOptions } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type { ObjectVersions, PurgeResult } from '../versions/object-versions.port.js';
import { decodeName } from './list-query.js';
import type { S3Answer } from './s3-answer.js';
import { notFromS3, sortRefusal } from './s3-errors.js';
import { changes, type S3Request } from './s3-request.js';
import { isFromS3 } from './s3-success.js';
import { childrenNamed, readXml, textOf } from './xml.js';

/** Versions on a page. S3 gives no more. */
const PAGE = 1_000;

/** Pages of one object. A server that deletes nothing would list the same ones for ever. */
const MAX_PAGES = 100;

/** One version of an object, or the mark of a deletion. */
interface Version {
  id: string;
  isMark: boolean;
  isLatest: boolean;
}

/** A call that S3 refuses for good. */
interface Refused {
  reason: string;
}

/**
 * The versions of objects in a bucket of S3. It needs `s3:ListBucketVersions` on the bucket and `s3:DeleteObjectVersion`
 * on the objects. https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export class S3Versions implements ObjectVersions {
  constructor(
    private readonly sender: {
      /** @throws StoreError where there is no whole answer */
      send: (request: S3Request, signal: AbortSignal | undefined) => Promise<S3Answer>;
      /** The host that is asked, for errors. */
      asked: () => string;
    },
  ) {}

  async purge(key: string, { signal }: CallOptions = {}): Promise<PurgeResult> {
    let purged = 0;
    for (let page = 0; page < MAX_PAGES; page++) {
      const versions = await this.firstPage(key, signal);
      if ('reason' in versions) return { outcome: 'kept', ...versions };
      if (versions.length === 0)
        return purged === 0 ? { outcome: 'none' } : { outcome: 'purged', versions: purged };
      if (versions.some(({ isLatest, isMark }) => isLatest && !isMark)) return { outcome: 'present' };
      for (const { id } of versions) {
        const answer = await this.ask({ method: 'DELETE', key, query: { versionId: id } }, signal);
        if ('reason' in answer) return { outcome: 'kept', reason: answer.reason };
        purged++;
      }
    }
    return { outcome: 'kept', reason: 'the store lists versions that it has deleted' };
  }

  /** The versions of exactly this key. It comes before the other keys of its prefix. */
  private async firstPage(key: string, signal: AbortSignal | undefined): Promise<Version[] | Refused> {
    const query = { versions: '', 'encoding-type': 'url', prefix: key, 'max-keys': String(PAGE) };
    const answer = await this.ask({ method: 'GET', query }, signal);
    if ('reason' in answer) return answer;
    const listing = readXml(answer.body, 'ListVersionsResult');
    if (listing === undefined) return { reason: 'the store lists no versions' };
    const decode = textOf(listing, 'EncodingType') === 'url' ? decodeName : (name: string) => name;
    return ['Version', 'DeleteMarker'].flatMap((kind) =>
      childrenNamed(listing, kind)
        .filter((item) => decode(textOf(item, 'Key')) === key)
        .map((item) => ({
          id: textOf(item, 'VersionId'),
          isMark: kind === 'DeleteMarker',
          isLatest: textOf(item, 'IsLatest').trim().toLowerCase() === 'true',
        })),
    );
  }

  private async ask(request: S3Request, signal: AbortSignal | undefined): Promise<S3Answer | Refused> {
    const answer = await this.sender.send(request, signal);
    const [change, asked] = [changes(request), this.sender.asked()];
    if (answer.status >= 200 && answer.status < 300) {
      if (isFromS3(answer, request)) return answer;
      throw notFromS3(change, asked);
    }
    // Somebody else has deleted the version.
    if (change && answer.status === 404) return answer;
    const failure = sortRefusal(answer, change, asked);
    if (!(failure instanceof StoreError)) return { reason: `S3 declined: ${failure}` };
    if (failure.retryable || failure.outcomeUnknown) throw failure;
    return { reason: failure.message };
  }
}
