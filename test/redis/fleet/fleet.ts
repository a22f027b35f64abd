import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { deliver } from '../../support/http.js';
import { RedisServer } from '../../support/redis-server.js';
import { storeEnv } from '../../support/s3-env.js';
import { startService, type ServiceProcess } from '../../support/service-process.js';
import { Target } from './target.js';

export interface FleetOptions {
  replicas: number;
  /** What the target takes for a delivery, milliseconds. */
  takesMs: number;
  env?: Record<string, string>;
}

/** Replicas of the built service on one bucket, one Redis and one target. */
export class Fleet {
  /** Lives of replicas that were ended by SIGKILL. */
  readonly killed = new Set<string>();
  private readonly running = new Map<number, ServiceProcess>();
  private readonly lives = new Map<number, number>();
  private readonly starting = new Set<Promise<void>>();

  private constructor(
    private readonly options: FleetOptions,
    readonly target: Target,
    readonly redis: RedisServer,
    private readonly store: Record<string, string>,
  ) {}

  static async start(options: FleetOptions): Promise<Fleet> {
    const store = await storeEnv();
    if (store.DLQ_BUCKET === undefined) throw new Error('no S3 server: run it by `npm run test:redis`');
    const redis = await RedisServer.prepare();
    await redis.start();
    const fleet = new Fleet(options, await Target.start(options.takesMs), redis, store);
    await Promise.all(Array.from({ length: options.replicas }, (_, nth) => fleet.startReplica(nth)));
    return fleet;
  }

  async startReplica(nth: number): Promise<void> {
    const life = (this.lives.get(nth) ?? 0) + 1;
    this.lives.set(nth, life);
    const service = await startService({
      ...this.store,
      ...this.target.env(nameOf(nth, life)),
      REDIS_URL: this.redis.url,
      CATALOG_SNAPSHOT: 'false',
      CATALOG_POLL_MS: '1000',
      RETRY_SWEEP_ENABLED: 'true',
      RETRY_SWEEP_CRON: '* * * * * *',
      RETRY_BASE_DELAY_MS: '200',
      RETRY_MAX_DELAY_MS: '1000',
      RETRY_MAX_ATTEMPTS: '1000',
      RETRY_ATTEMPT_TIMEOUT_MS: '4000',
      STORE_CALL_TIMEOUT_MS: '4000',
      LEASE_MARGIN_MS: '4000',
      BREAKER_OPEN_MS: '1000',
      ...this.options.env,
    });
    this.running.set(nth, service);
  }

  /** Kills one that runs, never the last, and lets it start again meanwhile. @returns whether there was one */
  async restartOne(): Promise<boolean> {
    const candidates = [...this.running.keys()];
    if (candidates.length < 2) return false;
    const nth = candidates[Math.floor(Math.random() * candidates.length)]!;
    const service = this.running.get(nth)!;
    this.running.delete(nth);
    await service.end('SIGKILL');
    this.killed.add(nameOf(nth, this.lives.get(nth)!));
    const start: Promise<void> = this.startReplica(nth).finally(() => this.starting.delete(start));
    this.starting.add(start);
    return true;
  }

  /** Until all replicas run. */
  async complete(): Promise<void> {
    await Promise.all(this.starting);
  }

  get outputs(): string[] {
    return [...this.running.values()].map((service) => service.output());
  }

  get urls(): string[] {
    return [...this.running.values()].map(({ url }) => url);
  }

  /** Delivers as CXone does: again, to another replica, until it is acknowledged. */
  async handIn(eventId: string): Promise<void> {
    const event = { event_id: eventId, tenant_id: 't', payload: { interaction_id: eventId } };
    for (let turn = 0; ; turn++) {
      const url = this.urls[turn % this.urls.length]!;
      const status = await deliver(url, event).then(
        (answer) => answer.status,
        () => 0,
      );
      if (status === 200) return;
    }
  }

  /** Dead letters in the bucket. */
  async left(): Promise<number> {
    const { DLQ_BUCKET: Bucket, AWS_ENDPOINT_URL_S3: endpoint = '' } = this.store;
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = this.store;
    const credentials = { accessKeyId, secretAccessKey };
    const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
    try {
      let [count, token]: [number, string | undefined] = [0, undefined];
      do {
        const query: ListObjectsV2Command = new ListObjectsV2Command({
          Bucket,
          Prefix: 'dlq/',
          ContinuationToken: token,
        });
        const page = await client.send(query);
        count += page.KeyCount ?? 0;
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return count;
    } finally {
      client.destroy();
    }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.starting);
    await Promise.all([...this.running.values()].map((service) => service.end('SIGKILL')));
    await this.target.stop();
    await this.redis.dispose();
  }
}

function nameOf(nth: number, life: number): string {
  return `replica-${nth + 1}.${life}`;
}
