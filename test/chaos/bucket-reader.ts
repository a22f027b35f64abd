import { createHash } from 'node:crypto';
import { GetObjectCommand, ListObjectsV2Command, NoSuchKey, S3Client } from '@aws-sdk/client-s3';

/** An object under `dlq/`, read without any code of the service. */
export interface SeenRecord {
  key: string;
  etag: string;
  bytes: string;
  /** Why it is no sound record. */
  corrupt: string | undefined;
  /** As its key tells it. */
  traceId: string;
  eventId: string;
  event: unknown;
  status: string;
  leased: boolean;
  retryCount: number;
}

/** Looks into the replicas' bucket, past the replicas. */
export class BucketReader {
  readonly #client: S3Client;
  readonly #bucket: string;
  /** Keys under the ETag with which they were seen to be parked. */
  readonly #parked = new Map<string, string>();

  /** @param env what points the service at the bucket */
  constructor(env: Readonly<Record<string, string>>) {
    const { AWS_ENDPOINT_URL_S3 = '', AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '' } = env;
    this.#bucket = env.DLQ_BUCKET ?? '';
    this.#client = new S3Client({
      endpoint: AWS_ENDPOINT_URL_S3,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
    });
  }

  close(): void {
    this.#client.destroy();
  }

  /** How many records there are, and whether each waits for a person. Reads up to the first that does not. */
  async look(): Promise<{ records: number; ended: boolean }> {
    const listed = await this.#list();
    for (const { key, etag } of listed) {
      if (this.#parked.get(key) === etag) continue;
      const record = await this.read(key);
      if (record !== undefined && !hasEnded(record)) return { records: listed.length, ended: false };
      if (record !== undefined) this.#parked.set(key, record.etag);
    }
    return { records: listed.length, ended: true };
  }

  async keys(): Promise<string[]> {
    return (await this.#list()).map(({ key }) => key);
  }

  async records(): Promise<SeenRecord[]> {
    const records = [];
    for (const key of await this.keys()) records.push(await this.read(key));
    return records.filter((record) => record !== undefined);
  }

  /** `undefined`: there is none. */
  async read(key: string): Promise<SeenRecord | undefined> {
    try {
      const answer = await this.#client.send(new GetObjectCommand({ Bucket: this.#bucket, Key: key }));
      const bytes = await answer.Body!.transformToString();
      return recordOf(key, answer.ETag ?? '', bytes, answer.Metadata?.sha256);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  async #list(): Promise<Array<{ key: string; etag: string }>> {
    const listed = [];
    let ContinuationToken: string | undefined;
    do {
      const query = { Bucket: this.#bucket, Prefix: 'dlq/', ContinuationToken };
      const page = await this.#client.send(new ListObjectsV2Command(query));
      for (const { Key = '', ETag = '' } of page.Contents ?? []) listed.push({ key: Key, etag: ETag });
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return listed;
  }
}

/** Nothing will happen to it until a person comes. */
export function hasEnded({ corrupt, status, leased }: SeenRecord): boolean {
  return corrupt === undefined && status === 'parked' && !leased;
}

function recordOf(key: string, etag: string, bytes: string, sha256: string | undefined): SeenRecord {
  const traceId = key.slice(key.lastIndexOf('/') + 1).replace(/\.json$/, '');
  const unread = { eventId: '', event: undefined, status: '', leased: false, retryCount: 0 };
  const corrupt = (why: string) => ({ key, etag, bytes, traceId, corrupt: why, ...unread });
  if (createHash('sha256').update(bytes).digest('hex') !== sha256) {
    return corrupt('its bytes do not match its sha256');
  }
  try {
    const { original_event: event, trace_id, status, lease, retry_count } = JSON.parse(bytes);
    if (trace_id !== traceId) return corrupt('its key is not that of its trace_id');
    const read = {
      eventId: String(event.event_id),
      event,
      status,
      leased: lease !== null,
      retryCount: retry_count,
    };
    return { key, etag, bytes, traceId, corrupt: undefined, ...read };
  } catch (error) {
    return corrupt(String(error));
  }
}
