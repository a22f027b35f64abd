import { SystemClock, type Clock } from '../../runtime/clock.js';
import type * as port from '../object-store.port.js';
import { ASK_FOR_CHECKSUM, checksumHeaders, verifyChecksum, verifyLength } from './checksum.js';
import type { HeaderList } from './header-list.js';
import { answerHeader, type S3Answer } from './s3-answer.js';
import { toListParameters, toPage } from './list-query.js';
import { etagOfAnswer, headOf, metadataHeaders } from './object-head.js';
import type { S3StoreConfig } from './s3-config.js';
import { notFromS3, refusesHeaders, sortRefusal, type S3Failure } from './s3-errors.js';
import { isFromS3 } from './s3-success.js';
import { changes, type S3Request } from './s3-request.js';
import { S3Sender } from './s3-sender.js';
import { S3Versions } from './s3-versions.js';
import { StoreError } from '../store-error.js';
import type { ObjectVersions } from '../versions/object-versions.port.js';

export type { S3StoreConfig } from './s3-config.js';

/** What S3 says when it declines a well-formed call. */
type S3Refusal = Exclude<S3Failure, StoreError>;

/**
 * The object store on AWS S3 or a server that speaks its protocol. One call is one request. The AWS SDK finds
 * credentials and the bucket's address; the signature and the connections are ours
 * (docs/adr/0011-a-lean-s3-client.md).
 */
export class S3ObjectStore implements port.ObjectStore {
  readonly kind = 's3';
  readonly versions: ObjectVersions;
  private readonly sender: S3Sender;
  /** `untried` until the server has taken a checksum header: then a refusal may be one of the header. */
  private checksums: 'untried' | 'taken' | 'left out';

  constructor(
    private readonly config: S3StoreConfig,
    clock: Clock = new SystemClock(),
  ) {
    this.sender = new S3Sender(config, clock);
    this.versions = new S3Versions({
      send: (request, signal) => this.sender.send(request, signal),
      asked: () => this.sender.asked,
    });
    this.checksums = config.checksums === 'WHEN_REQUIRED' ? 'left out' : 'untried';
  }

  async put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    const { condition, contentType, metadata, sha256, signal } = options;
    const headers = [
      'content-type',
      contentType,
      ...conditionHeaders(condition),
      ...metadataHeaders(metadata),
    ];
    const request: S3Request = { method: 'PUT', key, headers, body: bytes, sha256 };
    const answer = await this.ask(request, signal, checksumHeaders(bytes));
    if (typeof answer === 'string') {
      if (failsCondition(answer, condition)) return { outcome: 'conflict' };
      throw this.declined(answer);
    }
    const version = answerHeader(answer, 'x-amz-version-id');
    const versioned = version !== undefined && version !== 'null';
    return { outcome: 'stored', etag: etagOfAnswer(answer, true), versioned };
  }

  async get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    const answer = await this.ask({ method: 'GET', key }, options?.signal, ASK_FOR_CHECKSUM);
    if (answer === 'missing') return { outcome: 'missing' };
    if (typeof answer === 'string') throw this.declined(answer);
    verifyLength(answer);
    verifyChecksum(answer);
    const contentType = answerHeader(answer, 'content-type') ?? 'application/octet-stream';
    return { outcome: 'found', object: { ...headOf(answer), bytes: answer.body, contentType } };
  }

  /** A missing object costs a second request, since the answer to HEAD does not tell it from a missing bucket. */
  async head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    const answer = await this.ask({ method: 'HEAD', key }, options?.signal);
    if (typeof answer !== 'string') return { outcome: 'found', head: headOf(answer) };
    if (answer === 'conflict') throw this.declined(answer);
    const confirmed = await this.get(key, options);
    if (confirmed.outcome === 'missing') return confirmed;
    const { bytes: _, contentType: __, ...head } = confirmed.object;
    return { outcome: 'found', head };
  }

  async list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    const answer = await this.ask({ method: 'GET', query: toListParameters(query) }, options?.signal);
    if (typeof answer === 'string') throw this.declined(answer);
    return toPage(answer);
  }

  async remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    const headers = ['if-match', options.ifMatch];
    const answer = await this.ask({ method: 'DELETE', key, headers }, options.signal);
    if (answer === 'unnamed-404') throw this.declined(answer);
    return { outcome: typeof answer === 'string' ? answer : 'removed' };
  }

  close(): Promise<void> {
    return this.sender.close();
  }

  /**
   * The answer to one request, or why S3 declined it; all other failures are StoreErrors.
   *
   * @param checksums headers that a server may not know: they are left out where it refuses them
   */
  private async ask(
    request: S3Request,
    signal: AbortSignal | undefined,
    checksums: HeaderList = [],
  ): Promise<S3Answer | S3Refusal> {
    const untried = this.checksums === 'untried' && checksums.length > 0;
    const answer = untried
      ? await this.tryChecksums(request, signal, checksums)
      : await this.sender.send(
          this.checksums === 'taken' ? withHeaders(request, checksums) : request,
          signal,
        );
    if (answer.status >= 200 && answer.status < 300) {
      if (isFromS3(answer, request)) return answer;
      throw notFromS3(changes(request), this.sender.asked);
    }
    const failure = sortRefusal(answer, changes(request), this.sender.asked);
    if (failure instanceof StoreError) throw failure;
    return failure;
  }

  /** The first answers tell whether the server takes checksums. */
  private async tryChecksums(
    request: S3Request,
    signal: AbortSignal | undefined,
    checksums: HeaderList,
  ): Promise<S3Answer> {
    const answer = await this.sender.send(withHeaders(request, checksums), signal);
    if (this.checksums === 'taken') return answer;
    if (!refusesHeaders(answer)) {
      if (answer.status < 300) this.checksums = 'taken';
      return answer;
    }
    const without = await this.sender.send(request, signal);
    // It is something else that the server refuses.
    if (refusesHeaders(without)) return answer;
    this.checksums = 'left out';
    this.config.onChecksumsRefused?.(this.sender.asked);
    return without;
  }

  private declined(refusal: S3Refusal): StoreError {
    const message = `S3 declined: ${refusal} (asked: ${this.sender.asked})`;
    return new StoreError(message, { outcomeUnknown: false, retryable: false });
  }
}

function withHeaders(request: S3Request, more: HeaderList): S3Request {
  return { ...request, headers: request.headers === undefined ? more : request.headers.concat(more) };
}

function conditionHeaders(condition: port.PutOptions['condition']): HeaderList {
  if (condition === 'none') return [];
  return condition === 'absent' ? ['if-none-match', '*'] : ['if-match', condition.ifMatch];
}

/**
 * Whether an answer says that the condition of a PUT did not hold. A missing object is no reason to refuse a new one,
 * and nothing is one where no condition was set.
 */
function failsCondition(refusal: S3Refusal, condition: port.PutOptions['condition']): boolean {
  if (condition === 'none') return false;
  return refusal === 'conflict' || (refusal === 'missing' && condition !== 'absent');
}
