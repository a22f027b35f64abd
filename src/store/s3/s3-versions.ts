import type { CallOptions } from '../object-store.port.js';
import { StoreError } from '../store-error.js';
import type {
  ObjectVersion,
  ObjectVersions,
  VersionList,
  VersionsRefused,
} from '../versions/object-versions.port.js';
import { decodeName } from './list-query.js';
import type { S3Answer } from './s3-answer.js';
import { notFromS3, sortRefusal } from './s3-errors.js';
import { changes, type S3Request } from './s3-request.js';
import { isFromS3 } from './s3-success.js';
import { childrenNamed, readXml, textOf } from './xml.js';

/** Versions on a page. S3 gives no more. */
const PAGE = 1_000;

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

  /** The key is the prefix: its versions come before those of the other keys of that prefix. */
  async list(key: string, { signal }: CallOptions = {}): Promise<VersionList | VersionsRefused> {
    const query = { versions: '', 'encoding-type': 'url', prefix: key, 'max-keys': String(PAGE) };
    const answer = await this.ask({ method: 'GET', query }, signal);
    if ('reason' in answer) return answer;
    const listing = readXml(answer.body, 'ListVersionsResult');
    if (listing === undefined) return { outcome: 'refused', reason: 'the store lists no versions' };
    const decode = textOf(listing, 'EncodingType') === 'url' ? decodeName : (name: string) => name;
    const versions = ['Version', 'DeleteMarker'].flatMap((kind) =>
      childrenNamed(listing, kind)
        .filter((item) => decode(textOf(item, 'Key')) === key)
        .map((item): ObjectVersion => ({
          id: textOf(item, 'VersionId'),
          isMark: kind === 'DeleteMarker',
          isLatest: isTrue(textOf(item, 'IsLatest')),
        })),
    );
    return { outcome: 'listed', versions, truncated: isTrue(textOf(listing, 'IsTruncated')) };
  }

  async remove(
    key: string,
    id: string,
    { signal }: CallOptions = {},
  ): Promise<{ outcome: 'removed' } | VersionsRefused> {
    const answer = await this.ask({ method: 'DELETE', key, query: { versionId: id } }, signal);
    return 'reason' in answer ? answer : { outcome: 'removed' };
  }

  private async ask(
    request: S3Request,
    signal: AbortSignal | undefined,
  ): Promise<S3Answer | VersionsRefused> {
    const answer = await this.sender.send(request, signal);
    const [change, asked] = [changes(request), this.sender.asked()];
    if (answer.status >= 200 && answer.status < 300) {
      if (isFromS3(answer, request)) return answer;
      throw notFromS3(change, asked);
    }
    // Somebody else has deleted the version.
    if (change && answer.status === 404) return answer;
    const failure = sortRefusal(answer, change, asked);
    if (!(failure instanceof StoreError)) return { outcome: 'refused', reason: `S3 declined: ${failure}` };
    if (failure.retryable || failure.outcomeUnknown) throw failure;
    return { outcome: 'refused', reason: failure.message };
  }
}

function isTrue(text: string): boolean {
  return text.trim().toLowerCase() === 'true';
}
