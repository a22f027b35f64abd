import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type * as port from './object-store.port.js';
import { toPage, toS3Query } from './s3/list-query.js';
import { oneRequest } from './s3/one-request.js';
import { readBody } from './s3/read-body.js';
import { createS3Client, DEFAULT_REQUEST_TIMEOUT_MS, type S3StoreConfig } from './s3/s3-client.js';
import { sortS3Failure } from './s3/s3-errors.js';
import { storeTimeOf } from './s3/store-time.js';
import { StoreError } from './store-error.js';

export type { S3StoreConfig } from './s3/s3-client.js';

/** What S3 says when it declines a well-formed call. */
type Refusal = 'conflict' | 'missing';

interface CallKind {
  /** Whether the call is to change something. */
  changes: boolean;
  /** Whether the answer has no body, so that a 404 stands for itself. */
  bodiless?: boolean;
  signal: AbortSignal | undefined;
}

/** The object store on AWS S3 or a server that speaks its protocol. One call is one request. */
export class S3ObjectStore implements port.ObjectStore {
  readonly kind = 's3';
  private readonly client: S3Client;

  constructor(private readonly config: S3StoreConfig) {
    this.client = createS3Client(config);
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    const { condition, contentType, metadata } = options;
    const command = new PutObjectCommand({
      ...this.at(key),
      Body: bytes,
      ContentType: contentType,
      Metadata: metadata,
      ...conditionOf(condition),
    });
    return this.call<port.PutResult>(
      { changes: true, signal: options.signal },
      async (abortSignal) => {
        const { ETag, VersionId } = await this.client.send(command, { abortSignal });
        if (ETag === undefined) throw withoutETag(true);
        return { outcome: 'stored', etag: ETag, versioned: VersionId !== undefined && VersionId !== 'null' };
      },
      () => ({ outcome: 'conflict' }),
    );
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.call<port.GetResult>(
      { changes: false, signal: options?.signal },
      async (abortSignal) => {
        const output = await this.client.send(new GetObjectCommand(this.at(key)), { abortSignal });
        const bytes = await readBody(output.Body, abortSignal);
        return { outcome: 'found', object: { ...headOf(output), bytes } };
      },
      () => ({ outcome: 'missing' }),
    );
  }

  /** A missing object costs a second request, since the answer to HEAD does not tell it from a missing bucket. */
  async head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    const result = await this.call<port.HeadResult>(
      { changes: false, bodiless: true, signal: options?.signal },
      async (abortSignal) => {
        const output = await this.client.send(new HeadObjectCommand(this.at(key)), { abortSignal });
        return { outcome: 'found', head: headOf(output) };
      },
      () => ({ outcome: 'missing' }),
    );
    if (result.outcome === 'found') return result;
    const confirmed = await this.get(key, options);
    if (confirmed.outcome === 'missing') return confirmed;
    const { bytes: _, ...head } = confirmed.object;
    return { outcome: 'found', head };
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    const command = new ListObjectsV2Command({ Bucket: this.config.bucket, ...toS3Query(query) });
    return this.call<port.ListPage>({ changes: false, signal: options?.signal }, async (abortSignal) =>
      toPage(await this.client.send(command, { abortSignal }), query),
    );
  }

  remove(key: string, options: port.RemoveOptions): Promise<port.RemoveResult> {
    const command = new DeleteObjectCommand({ ...this.at(key), IfMatch: options.ifMatch });
    return this.call<port.RemoveResult>(
      { changes: true, signal: options.signal },
      async (abortSignal) => {
        await this.client.send(command, { abortSignal });
        return { outcome: 'removed' };
      },
      (refusal) => ({ outcome: refusal }),
    );
  }

  async close(): Promise<void> {
    this.client.destroy();
  }

  private at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.config.bucket, Key: key };
  }

  /** One request under its deadline. A refusal goes to `refused`; all other failures are StoreErrors. */
  private async call<T>(
    { changes, bodiless, signal }: CallKind,
    send: (abortSignal: AbortSignal) => Promise<T>,
    refused?: (refusal: Refusal) => T,
  ): Promise<T> {
    const timeoutMs = this.config.requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS;
    try {
      return await oneRequest(timeoutMs, signal, send);
    } catch (error) {
      const failure = sortS3Failure(error, changes);
      if (failure instanceof StoreError) throw failure;
      const refusal = failure === 'unnamed-404' && bodiless ? 'missing' : failure;
      if (refused !== undefined && refusal !== 'unnamed-404') return refused(refusal);
      throw new StoreError(`S3 declined: ${refusal}`, { outcomeUnknown: false, retryable: false });
    }
  }
}

function conditionOf(condition: port.PutOptions['condition']): { IfMatch?: string; IfNoneMatch?: string } {
  if (condition === 'none') return {};
  return condition === 'absent' ? { IfNoneMatch: '*' } : { IfMatch: condition.ifMatch };
}

interface HeadOutput {
  ETag?: string | undefined;
  Metadata?: Record<string, string> | undefined;
  LastModified?: Date | undefined;
}

function headOf(output: HeadOutput): port.ObjectHead {
  if (output.ETag === undefined) throw withoutETag(false);
  const lastModified = output.LastModified?.getTime() ?? 0;
  // A server that tells no time makes a lease look fresh, never run out.
  const storeTime = storeTimeOf(output) ?? lastModified;
  return { etag: output.ETag, metadata: output.Metadata ?? {}, lastModified, storeTime };
}

function withoutETag(outcomeUnknown: boolean): StoreError {
  return new StoreError('S3 answered without an ETag', { outcomeUnknown, retryable: false });
}
