import { setMaxListeners } from 'node:events';
import { storeEnv } from '../support/s3-env.js';
import { BucketReader } from './bucket-reader.js';
import { seeded, type Chance } from './chance.js';
import { logFacts, type Evidence } from './evidence.js';
import type { RedisServer } from '../support/redis-server.js';
import { FIRST_DEEDS, harass } from './monkey.js';
import { eventId, moodyBehaviour } from './moody-behaviour.js';
import { pause } from './pause.js';
import { harassRedis, type RedisDeed } from './redis-monkey.js';
import { Replica } from './replica.js';
import { handIn, type Handover, type SentEvent } from './sender.js';
import { paceOf, redisEnv, serviceEnv, type ChaosSettings } from './settings.js';
import { Target } from './target.js';

const REPLICAS = 3;
const LOOK_EVERY_MS = 1_000;
const TELL_EVERY_LOOKS = 10;

/** In the calm a record is due again long before that, even on a machine that is busy. */
const STALLED_MS = 120_000;

/** A round of chaos: three replicas on one bucket, a target, a sender, and a monkey. */
export class Round {
  readonly replicas: readonly Replica[];
  readonly #sent: readonly SentEvent[];
  readonly #peace = new AbortController();
  readonly #over = new AbortController();
  #handovers: Handover[] = [];
  #redisDeeds: RedisDeed[] = [];

  private constructor(
    private readonly settings: ChaosSettings,
    private readonly chance: Chance,
    private readonly outage: { on: boolean },
    private readonly target: Target,
    private readonly bucket: BucketReader,
    store: Record<string, string>,
    private readonly redis: RedisServer | null,
  ) {
    const queue: Record<string, string> = redis === null ? {} : redisEnv(redis.url);
    this.replicas = Array.from(
      { length: REPLICAS },
      (_, i) => new Replica(`replica-${i + 1}`, (by) => ({ ...serviceEnv(store, target.url, by), ...queue })),
    );
    // All that waits listens to the end of the round.
    setMaxListeners(0, this.#over.signal);
    this.#sent = Array.from({ length: settings.events }, (_, i) => ({
      event_id: eventId(i, chance),
      tenant_id: `tenant-${i % 7}`,
      payload: { interaction_id: `interaction-${i}`, nth: i },
    }));
  }

  /** @param redis is between the replicas and is disturbed as they are; it must run. `null`: there is none. */
  static async prepare(settings: ChaosSettings, redis: RedisServer | null = null): Promise<Round> {
    const store = await storeEnv();
    if (store.DLQ_BUCKET === undefined) throw new Error('no S3 server: run it by `npm run test:chaos`');
    const chance = seeded(settings.seed);
    const outage = { on: true, endsWithinS: paceOf(settings).outageS };
    const target = await Target.start(moodyBehaviour(chance, outage));
    return new Round(settings, chance, outage, target, new BucketReader(store), store, redis);
  }

  /**
   * Hands all events in during an outage, lets the target work, disturbs the replicas all the while, leaves them in
   * peace, and waits until everything has ended or nothing goes on.
   *
   * @param tell is told how it goes
   */
  async play(tell: (progress: string) => void): Promise<Evidence> {
    await Promise.all(this.replicas.map((replica) => replica.start()));
    const harassed = Promise.all(
      this.replicas.map((replica, i) =>
        harass(
          replica,
          paceOf(this.settings),
          this.chance,
          this.#peace.signal,
          FIRST_DEEDS[i % FIRST_DEEDS.length]!,
        ),
      ),
    );
    const { redis } = this;
    const bereft = redis && harassRedis(redis, paceOf(this.settings), this.chance, this.#peace.signal);
    // A replica that does not start ends the round, whatever is under way.
    harassed.catch((error: unknown) => this.#over.abort(error));
    tell('handing in, the target fails everything');
    this.#handovers = await handIn(this.#sent, this.replicas, this.chance, this.#over.signal, tell);
    tell('handed in, the target works, more or less');
    this.outage.on = false;
    const end = performance.now() + this.settings.seconds * 1_000;
    await this.#drained(() => performance.now() < end, tell);
    this.#peace.abort();
    await harassed;
    this.#redisDeeds = (await bereft) ?? [];
    tell('calm');
    await this.#drained(this.#goesOn(), tell);
    await Promise.all(this.replicas.map((replica) => replica.terminate()));
    return this.#evidence();
  }

  /** Ends everything that runs, in whatever state it is. */
  async end(): Promise<void> {
    this.#peace.abort();
    this.#over.abort();
    await Promise.all(this.replicas.map((replica) => replica.dispose()));
    await this.target.stop();
    this.bucket.close();
  }

  /** Until nothing is left to be done, or `may` says no more. */
  async #drained(may: () => boolean, tell: (progress: string) => void): Promise<void> {
    for (let looks = 0; may(); looks++) {
      this.#over.signal.throwIfAborted();
      const { records, ended } = await this.bucket.look();
      const open = this.target.deliveries.filter(({ how }) => how === 'open').length;
      if (ended && open === 0) return;
      const running = this.replicas.filter(({ url }) => url !== undefined).length;
      if (looks % TELL_EVERY_LOOKS === 0) tell(`${records} records, ${open} deliveries, ${running} replicas`);
      await pause(LOOK_EVERY_MS, this.#over.signal);
    }
  }

  /** Tells whether there was a delivery of late. As each record has so many attempts, there is an end to it. */
  #goesOn(): () => boolean {
    let seen = this.target.deliveries.length;
    let at = performance.now();
    return () => {
      if (this.target.deliveries.length > seen) at = performance.now();
      seen = this.target.deliveries.length;
      return performance.now() - at < STALLED_MS;
    };
  }

  async #evidence(): Promise<Evidence> {
    return {
      sent: this.#sent,
      handovers: this.#handovers,
      deliveries: this.target.deliveries,
      incidents: this.replicas.flatMap(({ incidents }) => incidents),
      redisDeeds: this.#redisDeeds,
      records: await this.bucket.records(),
      logs: logFacts(this.replicas),
      replicaFaults: this.replicas.flatMap(({ faults }) => faults),
    };
  }
}
