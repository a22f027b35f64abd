import { AuditUnavailable } from '../../src/audit/audit.service.js';
import type { Config } from '../../src/config/config.js';
import { StoreError } from '../../src/store/store-error.js';
import { isUnresolved, type DeadLetter } from '../../src/domain/letter/dead-letter.js';
import { keyOfTraceId } from '../../src/domain/letter/trace-id.js';
import { HAND, type Bucket } from './bucket.js';
import { Chance } from './chance.js';
import type { FaultPlan } from './fault-plan.js';
import { Network } from './network.js';
import { ProcessClock } from './process-clock.js';
import { SimulatedQueue } from './queue.js';
import { startReplica, type Replica } from './replica.js';
import { Scheduler } from './scheduler.js';
import { SimulatedProcess } from './simulated-process.js';
import { Story } from './story.js';
import { StoreClient } from './store-client.js';
import { Target } from './target.js';
import { WatchfulLog } from './watchful-log.js';

/** How far the clocks of replicas are from true time at most. */
const MAX_OFFSET_MS = 5 * 60_000;

/** From the end of a process to the start of the next in its place. */
const RESTART_MS = 2_000;

/** Between two sweeps of one replica. */
const SWEEP_MS = 20_000;

/** Callers of the service hang up after this. */
const PATIENCE_MS = 30_000;

/** The run began in the last minutes of an hour, so that some cross into the next partition. */
const BEGINNING = Date.UTC(2024, 9, 23, 13, 50);

/** The service answers 503. */
function isFailure(error: unknown): boolean {
  return error instanceof StoreError || error instanceof AuditUnavailable;
}

export interface WorldOptions {
  seed: number;
  plan: FaultPlan;
  makeBucket: (scheduler: Scheduler) => Bucket;
  replicas: number;
  config: Config;
  /** Whether a queue lies between the replicas. */
  queued: boolean;
  /** Whether the replicas look for a job to take over. */
  jobs: boolean;
  /** Whether the story is kept. */
  told: boolean;
}

/** A bucket, a target, and some replicas between them that end and are started again. */
export class World {
  readonly chance: Chance;
  readonly scheduler: Scheduler;
  readonly bucket: Bucket;
  readonly network: Network;
  readonly target: Target;
  readonly config: Config;
  readonly plan: FaultPlan;
  readonly violations: string[] = [];
  readonly story: Story;
  /** The world outside: callers, and hands. */
  readonly outside = new SimulatedProcess('outside');
  private readonly queue: SimulatedQueue | null;
  private readonly slots: Array<{ replica: Replica | null; aheadMs: number; starts: number }> = [];
  /** Whether the replicas look for a job to take over. */
  readonly withJobs: boolean;
  private sweeping = false;

  constructor(options: WorldOptions) {
    this.chance = new Chance(options.seed);
    this.plan = options.plan;
    this.config = options.config;
    this.withJobs = options.jobs;
    this.scheduler = new Scheduler(this.chance, BEGINNING + this.chance.below(10 * 60_000));
    this.bucket = options.makeBucket(this.scheduler);
    this.queue = options.queued ? new SimulatedQueue(this.scheduler) : null;
    this.story = new Story(() => this.scheduler.now, options.told);
    this.network = new Network(this.scheduler, this.plan, this.chance, this.story);
    this.target = new Target(this.scheduler, this.network, this.story, {
      letterOf: (traceId) => this.letterOf(traceId),
      dueAt: (traceId) => this.bucket.dueAt.get(keyOfTraceId(traceId)),
    });
    for (let slot = 0; slot < options.replicas; slot++) {
      const aheadMs = this.chance.between(-MAX_OFFSET_MS, MAX_OFFSET_MS);
      this.slots.push({ replica: null, aheadMs, starts: 0 });
    }
  }

  async start(): Promise<void> {
    await Promise.all(this.slots.map((_, slot) => this.startIn(slot)));
  }

  get replicas(): number {
    return this.slots.length;
  }

  /** Whether every replica is there and none stands still. */
  get whole(): boolean {
    return this.slots.every(
      ({ replica }) => replica !== null && replica.process.pausedUntil <= this.scheduler.now,
    );
  }

  wait(ms: number): Promise<void> {
    return this.scheduler.wait(this.outside, ms);
  }

  /**
   * Asks a replica for something. `null`: there was no answer; it was down, ended, stood still, or answered that the
   * store failed.
   */
  async ask<T>(slot: number, work: (replica: Replica) => Promise<T>): Promise<T | null> {
    await this.scheduler.turn(this.outside);
    const replica = this.slots[slot]?.replica;
    if (!replica) return null;
    return new Promise((resolve, reject) => {
      replica.process.onEnd(() => resolve(null));
      const cancel = this.scheduler.after(this.outside, PATIENCE_MS, () => resolve(null));
      this.scheduler
        .turn(replica.process)
        .then(() => work(replica))
        .then(resolve, (error: unknown) => (isFailure(error) ? resolve(null) : reject(error)))
        .finally(cancel);
    });
  }

  /** Sets the wall clock of a replica, now and after its restarts, to so much before true time. */
  setClock(slot: number, aheadMs: number): void {
    const place = this.slots[slot]!;
    place.aheadMs = aheadMs;
    if (place.replica !== null) place.replica.process.aheadMs = aheadMs;
  }

  /** A replica stands still from now on for `ms`. */
  pause(slot: number, ms: number): void {
    const process = this.slots[slot]?.replica?.process;
    if (process !== undefined) this.scheduler.pause(process, ms);
  }

  /** Every replica sweeps by schedule from now on. */
  sweepBySchedule(): void {
    if (this.sweeping) return;
    this.sweeping = true;
    for (const { replica } of this.slots) if (replica !== null) this.schedule(replica);
  }

  /** The dead letters that can be read, by key. */
  records(): Array<{ key: string; letter: DeadLetter }> {
    return [...this.bucket.objects.objects.keys()].flatMap((key) => {
      const decoded = this.bucket.decoded(key);
      return decoded?.kind === 'record' ? [{ key, letter: decoded.letter }] : [];
    });
  }

  private heard(process: SimulatedProcess, event: string, fields: Record<string, unknown>): void {
    this.story.tell(process.name, () => `logs ${event} ${JSON.stringify(fields)}`);
    if (event !== 'retry_superseded') return;
    // Its claim and its settling are all that was ever written: who should have come between? Only one that has
    // stood still can have lost its lease, and taken its own record over.
    const traceId = String(fields.trace_id);
    const key = keyOfTraceId(traceId);
    const changes = this.bucket.changes.filter((change) => change.key === key);
    const alone = changes.length === 2 && changes.every(({ by }) => by === process.name);
    if (alone && process.pauses.length === 0) {
      this.violations.push(`${process.name} took its own write for somebody else's (${traceId})`);
    }
  }

  private letterOf(traceId: string): DeadLetter | null {
    const decoded = this.bucket.decoded(keyOfTraceId(traceId));
    return decoded?.kind === 'record' ? decoded.letter : null;
  }

  private async startIn(slot: number): Promise<void> {
    const place = this.slots[slot]!;
    const process = new SimulatedProcess(`r${slot}.${++place.starts}`, place.aheadMs);
    const clock = new ProcessClock(this.scheduler, process);
    process.onEnd(() => {
      this.story.tell(process.name, () => 'ends');
      place.replica = null;
      this.scheduler.after(this.outside, RESTART_MS, () => void this.startIn(slot));
    });
    const replica = await startReplica({
      process,
      store: new StoreClient(this.bucket, this.network, process, this.config.store.requestTimeoutMs),
      target: this.target,
      clock,
      random: this.chance.next,
      config: this.config,
      queue: this.queue,
      log: new WatchfulLog(
        (event, fields) => this.heard(process, event, fields),
        (text) => this.violations.push(`unexpected error in ${process.name}: ${text}`),
      ),
      onAcknowledged: (identity, traceId) => this.acknowledged(process.name, identity, traceId),
    });
    this.story.tell(process.name, () => `starts, ${place.aheadMs} ms ahead`);
    place.replica = replica;
    if (this.withJobs) replica.jobs.runner.start();
    if (this.sweeping) this.schedule(replica);
  }

  private schedule(replica: Replica): void {
    const sweepIn = (ms: number) =>
      replica.clock.after(ms, () => void replica.sweep().then(() => sweepIn(SWEEP_MS)));
    sweepIn(this.chance.below(SWEEP_MS));
  }

  /** CXone is told of a success once the record is out of the way, and of nothing else. */
  private acknowledged(by: string, identity: string, traceId: string): void {
    if (!this.target.passed(identity)) this.violations.push(`acknowledged before it was done: ${traceId}`);
    const letter = this.letterOf(traceId);
    const changes = this.bucket.changes.filter((change) => change.key === keyOfTraceId(traceId));
    const since = changes.slice(changes.findLastIndex((change) => change.by === by) + 1);
    // What somebody has put back by hand since, or a create that strayed, is another record.
    const putBack = since.some((change) => change.by === HAND);
    const sameRecord = !putBack && changes.at(-1)?.replaced !== null;
    if (letter !== null && isUnresolved(letter.status) && sameRecord) {
      this.violations.push(`acknowledged before its record was settled: ${traceId}`);
    }
  }
}
