import { api, send } from '../support/http.js';
import type { RedisServer } from '../support/redis-server.js';
import { storeEnv } from '../support/s3-env.js';
import { seeded, type Chance } from './chance.js';
import type { JobEvidence } from './job-judgement.js';
import { JobTarget } from './job-target.js';
import { pause } from './pause.js';
import { placeParkedIn } from './place-parked.js';
import { Replica } from './replica.js';
import { redisEnv, serviceEnv } from './settings.js';

const REPLICAS = 3;
const KILL_EVERY_MS = 5_000;
const LOOK_EVERY_MS = 500;

/** One in so many members fails for good. */
const FAILS_EVERY = 20;

export interface JobRoundSettings {
  members: number;
  seed: string;
  /** Whether the owner of the job is killed as well. Another replica takes the job over within a minute. */
  killsOwner: boolean;
}

interface JobAnswer {
  state: string;
  total: number;
  done: number;
}

/** One job on three replicas, of which a random one is killed every 5 s; Redis is flushed twice. */
export class JobRound {
  readonly #over = new AbortController();
  readonly #peace = new AbortController();
  readonly #chance: Chance;
  #flushes = 0;

  private constructor(
    private readonly settings: JobRoundSettings,
    private readonly target: JobTarget,
    private readonly redis: RedisServer,
    private readonly store: Record<string, string>,
    readonly replicas: readonly Replica[],
  ) {
    this.#chance = seeded(settings.seed);
  }

  /** @param redis must run */
  static async prepare(settings: JobRoundSettings, redis: RedisServer): Promise<JobRound> {
    const store = await storeEnv();
    const target = await JobTarget.start(
      ({ event_id }) => Number(event_id.slice(1)) % FAILS_EVERY === FAILS_EVERY - 1,
    );
    const env = (by: string) => ({
      ...serviceEnv(store, target.urlFor(by), by),
      CXONE_VALIDATE_PATH: '',
      TARGET_URL: target.urlFor(by),
      DELIVERY_ALLOW_PRIVATE: 'true',
      RETRY_ATTEMPT_TIMEOUT_MS: '10000',
      LEASE_MARGIN_MS: '5000',
      ...redisEnv(redis.url),
    });
    const replicas = Array.from({ length: REPLICAS }, (_, i) => new Replica(`replica-${i + 1}`, env));
    return new JobRound(settings, target, redis, store, replicas);
  }

  /** @param tell is told how it goes */
  async play(tell: (progress: string) => void): Promise<JobEvidence & { outputs: string[] }> {
    const members = await placeParkedIn(this.store, this.settings.members);
    await Promise.all(this.replicas.map((replica) => replica.start()));
    const jobId = await this.#started(tell);
    const killed = this.#kill(tell);
    killed.catch((error: unknown) => this.#over.abort(error));
    const { total } = await this.#completed(jobId, tell);
    this.#peace.abort();
    await killed;
    const { text } = await this.#ask(`/redrives/${jobId}/report`);
    const report = text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    const incidents = this.replicas.flatMap((replica) => replica.incidents);
    const outputs = this.replicas.flatMap((replica) => [...replica.outputs().values()]);
    await Promise.all(this.replicas.map((replica) => replica.terminate()));
    return { members, report, total, calls: this.target.calls, incidents, outputs };
  }

  /** Ends everything that runs, in whatever state it is. */
  async end(): Promise<void> {
    this.#peace.abort();
    this.#over.abort();
    await Promise.all(this.replicas.map((replica) => replica.dispose()));
    await this.target.stop();
  }

  async #started(tell: (progress: string) => void): Promise<string> {
    const { members: expected_count } = this.settings;
    const plan = {
      action: 'retry',
      filter: {},
      all: true,
      rate_per_second: 1_000,
      concurrency: 16,
      // A busy machine is no target that fails.
      stop: { failure_percent: 100, on_new_cause: false },
    };
    for (;;) {
      const url = this.replicas[0]!.url!;
      const planned = await api(url, '/redrives', { ...plan, expected_count, reason: 'chaos' });
      if (planned.status === 201) {
        const jobId = String(planned.body.job_id);
        const started = await api(url, `/redrives/${jobId}/start`, { expected_count });
        if (started.status >= 300) throw new Error(started.text);
        return jobId;
      }
      if (planned.body.code !== 'count_moved') throw new Error(planned.text);
      tell(planned.text);
      await pause(LOOK_EVERY_MS);
    }
  }

  async #completed(jobId: string, tell: (progress: string) => void): Promise<JobAnswer> {
    for (let looks = 0; ; looks++) {
      this.#over.signal.throwIfAborted();
      const job = JSON.parse((await this.#ask(`/redrives/${jobId}`)).text) as JobAnswer;
      if (looks % 10 === 0)
        tell(`${job.state}, ${job.done} of ${job.total}, ${this.target.calls.length} calls`);
      if (job.state === 'completed') return job;
      if (job.state !== 'running') throw new Error(JSON.stringify(job));
      if (this.#flushes < 2 && job.done > (job.total * (this.#flushes + 1)) / 3) {
        this.#flushes++;
        await this.redis.ask((client) => client.flushall());
        tell('Redis is flushed');
      }
      await pause(LOOK_EVERY_MS);
    }
  }

  /** Kills one replica after the other, and starts each again at once. */
  async #kill(tell: (progress: string) => void): Promise<void> {
    const { signal } = this.#peace;
    for (let step = 1; ; step++) {
      await pause(KILL_EVERY_MS, signal);
      if (signal.aborted) return;
      // The first replica has started the job, and owns it as long as it lives.
      const from = this.settings.killsOwner ? 0 : 1;
      const dice = this.#chance('kill', step);
      const victim = this.replicas[from + Math.floor(dice * (REPLICAS - from))]!;
      tell(`kill -9 of ${victim.by}`);
      await victim.kill();
      await victim.start();
    }
  }

  /** Asks whichever replica answers. */
  async #ask(path: string): ReturnType<typeof send> {
    for (;;) {
      this.#over.signal.throwIfAborted();
      for (const { url } of this.replicas) {
        const answer = url === undefined ? null : await api(url, path, undefined, 'GET').catch(() => null);
        if (answer?.status === 200) return answer;
      }
      await pause(LOOK_EVERY_MS);
    }
  }
}
