import type * as port from '../../src/store/object-store.port.js';
import type { S3Answer } from '../../src/store/s3/s3-answer.js';
import type { S3Request } from '../../src/store/s3/s3-request.js';
import { S3Versions } from '../../src/store/s3/s3-versions.js';
import { StoreError } from '../../src/store/store-error.js';
import type { ObjectVersions } from '../../src/store/versions/object-versions.port.js';
import type { Bucket } from './bucket.js';
import type { Call } from './fault-plan.js';
import type { Network, Refusal } from './network.js';
import type { SimulatedProcess } from './simulated-process.js';
import { answerVersions, DENIED, keyOf } from './version-requests.js';

interface Request extends Omit<Call, 'by'> {
  signal: AbortSignal | undefined;
}

const CONFLICT = { outcome: 'conflict' } as const;

const never = <T>() => new Promise<T>(() => {});

/**
 * The bucket as one process reaches it: over a network that loses and delays, with the deadline of one request that
 * the S3 adapter has, and with its errors.
 */
export class StoreClient implements port.ObjectStore {
  readonly kind = 'simulated';
  readonly honours: port.StoreTraits;
  readonly versions: ObjectVersions;

  /** @param requestTimeoutMs one request */
  constructor(
    private readonly bucket: Bucket,
    private readonly network: Network,
    private readonly process: SimulatedProcess,
    private readonly requestTimeoutMs: number,
  ) {
    this.honours = { atomicPut: true, atomicDelete: bucket.deleteMode === 'atomic' };
    const send = (request: S3Request, signal: AbortSignal | undefined) => this.askVersions(request, signal);
    this.versions = new S3Versions({ send, asked: () => 'the bucket' });
  }

  put(key: string, bytes: Uint8Array, options: port.PutOptions): Promise<port.PutResult> {
    const condition = typeof options.condition === 'string' ? options.condition : 'match';
    const call: Request = { name: 'put', key, condition, signal: options.signal };
    return this.call(call, () => this.bucket.put(this.process.name, key, bytes, options), CONFLICT);
  }

  get(key: string, options?: port.CallOptions): Promise<port.GetResult> {
    return this.call({ name: 'get', key, signal: options?.signal }, () =>
      this.bucket.get(this.process.name, key),
    );
  }

  head(key: string, options?: port.CallOptions): Promise<port.HeadResult> {
    return this.call({ name: 'head', key, signal: options?.signal }, () =>
      this.bucket.head(this.process.name, key),
    );
  }

  list(query: port.ListQuery, options?: port.CallOptions): Promise<port.ListPage> {
    const call: Request = { name: 'list', key: query.prefix, signal: options?.signal };
    return this.call(call, () => this.bucket.objects.list(query));
  }

  remove(key: string, { ifMatch, signal }: port.RemoveOptions): Promise<port.RemoveResult> {
    const { name } = this.process;
    let lookedAt = this.bucket.lookedAt(name, key);
    const effect = async (): Promise<port.RemoveResult> => {
      const checked = this.bucket.check(key, ifMatch);
      if (checked !== 'go') return checked;
      if (this.bucket.deleteMode !== 'unconditional') lookedAt = this.bucket.now;
      if (this.bucket.deleteMode === 'two-step') await this.network.turn();
      return this.bucket.remove(name, key, ifMatch, lookedAt);
    };
    return this.call({ name: 'remove', key, signal }, effect, CONFLICT);
  }

  async close(): Promise<void> {}

  /** A request of the service's own S3 adapter. What refuses it for good is an answer there. */
  private async askVersions(request: S3Request, signal: AbortSignal | undefined): Promise<S3Answer> {
    const name = request.method === 'GET' ? 'list' : 'remove';
    const effect = async () => answerVersions(this.bucket, this.process.name, request);
    try {
      return await this.call({ name, key: keyOf(request), signal }, effect);
    } catch (error) {
      if (error instanceof StoreError && !error.retryable) return DENIED;
      throw error;
    }
  }

  /** @param conflict what a change comes to when its condition does not hold */
  private async call<T>(call: Request, effect: () => Promise<T>, conflict?: T): Promise<T> {
    if (!this.process.alive) return never();
    const fate = this.network.fateOf({ ...call, by: this.process.name });
    if (fate.endsBefore) return this.ended();
    this.process.aheadMs += fate.setsClock ?? 0;
    await this.network.halt(this.process, fate.pausesBefore);
    const changes = call.name === 'put' || call.name === 'remove';
    if (fate.refusal === 'false-conflict' && conflict !== undefined) return conflict;
    if (fate.refusal !== undefined) throw refusal(fate.refusal);
    if (call.signal?.aborted) throw new StoreError('aborted', { outcomeUnknown: false, retryable: true });
    return new Promise<T>((resolve, reject) => {
      const fail = () => reject(new StoreError('lost', { outcomeUnknown: changes, retryable: true }));
      const cancel = this.network.deadline(this.process, this.requestTimeoutMs, fail);
      call.signal?.addEventListener('abort', fail, { once: true });
      const settle = (result: T) => {
        cancel();
        if (fate.breaks) fail();
        else resolve(result);
      };
      this.network.carry(this.process, fate, effect).then(settle, reject);
      if (fate.breaksAtOnce) void this.network.turnOf(this.process).then(fail);
    });
  }

  private ended<T>(): Promise<T> {
    this.process.end();
    return never();
  }
}

function refusal(kind: Refusal): StoreError {
  return new StoreError(kind, {
    outcomeUnknown: false,
    retryable: kind !== 'odd-refusal',
    overloaded: kind === 'slow-down',
  });
}
