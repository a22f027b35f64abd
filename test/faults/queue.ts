import type { DispatcherParts } from '../../src/retry/dispatch/dispatcher-parts.js';
import type { DispatcherSections } from '../../src/retry/dispatch/open-dispatcher.js';
import type { Scheduler } from './scheduler.js';
import { SimulatedDispatcher } from './queue-dispatcher.js';
import { SimulatedProcess } from './simulated-process.js';

/** The job of a worker that does not renew its lock for so long is given to another, milliseconds. */
const LOCK_MS = 15_000;

/** A job whose target was down or full is kept from all for so long, and so often, milliseconds. */
const GIVEN_ON_FOR_MS = 1_000;
const MAX_HANDS = 5;

interface Job {
  id: string;
  data: unknown;
  hands: number;
}

/** One replica at the queue. */
interface Member {
  process: SimulatedProcess;
  /** @returns what the job leaves behind; `null`: it was not tried */
  perform: (job: Job) => Promise<unknown>;
  /** Hears what jobs leave behind, on whichever replica. */
  hear: (id: string, value: unknown) => void;
}

/**
 * The queue between replicas, as BullMQ has it: a job whose id waits or runs is not added again, what is done leaves
 * nothing but a message to all replicas, and a job of a worker that ended or stands still goes to another. The queue
 * itself never fails: `test/redis` tests that.
 */
export class SimulatedQueue {
  private readonly waiting: Job[] = [];
  /** By job id: who works on it. A worker that lost its job finds another one here. */
  private readonly active = new Map<string, { by: SimulatedProcess }>();
  private readonly members: Member[] = [];
  private readonly self = new SimulatedProcess('queue');

  constructor(private readonly scheduler: Scheduler) {}

  /** The dispatcher of one replica. */
  dispatcher(process: SimulatedProcess, { catalog }: DispatcherSections, parts: DispatcherParts) {
    return new SimulatedDispatcher(this, process, parts, catalog.fullMs);
  }

  join(member: Member): void {
    this.members.push(member);
    this.waiting.forEach(() => void this.work(member));
  }

  add(id: string, data: unknown): void {
    if (this.active.has(id) || this.waiting.some((job) => job.id === id)) return;
    this.offer({ id, data, hands: 0 });
  }

  private offer(job: Job): void {
    this.waiting.push(job);
    for (const member of this.members) void this.work(member);
  }

  /** Takes one job, if one waits when its turn has come. A process that ended never gets its turn. */
  private async work(member: Member): Promise<void> {
    const { process } = member;
    await this.scheduler.turn(process);
    const job = this.waiting.shift();
    if (job === undefined) return;
    const lock = { by: process };
    this.active.set(job.id, lock);
    this.watch(job, lock);
    const value = await member.perform(job);
    await this.scheduler.turn(process);
    if (this.active.get(job.id) !== lock) return;
    this.active.delete(job.id);
    if (value === null && ++job.hands < MAX_HANDS) this.later(GIVEN_ON_FOR_MS, () => this.offer(job));
    else
      for (const { process: listener, hear } of this.members)
        void this.tell(listener, () => hear(job.id, value));
  }

  private watch(job: Job, lock: { by: SimulatedProcess }): void {
    this.later(LOCK_MS, () => {
      if (this.active.get(job.id) !== lock) return;
      if (lock.by.alive && lock.by.pausedUntil <= this.scheduler.now) return this.watch(job, lock);
      this.active.delete(job.id);
      this.offer(job);
    });
  }

  private async tell(listener: SimulatedProcess, message: () => void): Promise<void> {
    await this.scheduler.turn(listener);
    message();
  }

  private later(ms: number, work: () => void): void {
    this.scheduler.after(this.self, ms, work);
  }
}
