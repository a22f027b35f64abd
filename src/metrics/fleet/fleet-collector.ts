import type { Clock } from '../../runtime/clock.js';
import type { Log } from '../../runtime/logger.js';
import { DEFINITIONS, PREFIX } from '../definitions.js';
import { countersOf, mergeFamilies, type Family } from './families.js';
import type { FromWorker, ToWorker } from './fleet-messages.js';

/** How long a worker has to answer, milliseconds. Prometheus waits 10 s by default. */
export const ANSWER_WITHIN_MS = 1_000;

/** A worker, as the first process reaches it. */
export interface WorkerLink {
  /** Its number, from 1. */
  number: number;
  send(message: ToWorker): void;
}

interface Member {
  link: WorkerLink;
  /** Its latest answer; `null`: none yet. */
  latest: Family[] | null;
  silent: boolean;
}

/**
 * Joins the metrics of all workers, in the first process. Counters never fall while the fleet runs: of a worker that has
 * ended or does not answer in time, the counters of its latest answer still count, and its gauges do not.
 */
export class FleetCollector {
  private readonly members = new Set<Member>();
  private ended: Family[] = [];
  private reads = 0;
  /** Of the read under way: the members that have not answered, and what ends it. */
  private pending = new Set<Member>();
  private finish = (): void => {};
  private running: Promise<Family[]> | undefined;

  /** @param count the number of workers that should run */
  constructor(
    private readonly count: number,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** A worker was started. It is asked when it has said that it is ready. */
  join(link: WorkerLink): { heard: (message: FromWorker) => void; left: () => void } {
    const member: Member = { link, latest: null, silent: false };
    return {
      heard: (message) => this.heard(member, message),
      left: () => this.left(member),
    };
  }

  private heard(member: Member, message: FromWorker): void {
    if (message.metrics === 'ready') {
      this.members.add(member);
    } else if (message.metrics === 'ask') {
      void this.all().then((families) => member.link.send({ metrics: 'all', id: message.id, families }));
    } else {
      // A late answer is newer than what is known, too.
      member.latest = message.families;
      if (message.id === this.reads) this.answered(member);
    }
  }

  private left(member: Member): void {
    this.members.delete(member);
    if (member.latest !== null) this.ended = mergeFamilies([this.ended, countersOf(member.latest)]);
    this.answered(member);
  }

  /** Whoever asks while a read is under way shares it. */
  private all(): Promise<Family[]> {
    this.running ??= this.read().finally(() => (this.running = undefined));
    return this.running;
  }

  private async read(): Promise<Family[]> {
    const id = ++this.reads;
    this.pending = new Set(this.members);
    const answered = new Promise<void>((resolve) => (this.finish = resolve));
    const cancel = this.clock.after(ANSWER_WITHIN_MS, () => this.finish());
    for (const { link } of this.pending) link.send({ metrics: 'read', id });
    if (this.pending.size === 0) this.finish();
    await answered;
    cancel();
    for (const member of this.members) this.noteSilence(member, this.pending.has(member));
    const shown = [...this.members].map(({ latest, silent }) =>
      silent ? countersOf(latest ?? []) : (latest ?? []),
    );
    return mergeFamilies([...shown, this.ended, [this.states()]]);
  }

  private answered(member: Member): void {
    if (this.pending.delete(member) && this.pending.size === 0) this.finish();
  }

  private noteSilence(member: Member, silent: boolean): void {
    const { number } = member.link;
    if (silent && !member.silent) {
      this.log.warn('metrics_worker_silent', { silent_worker: number });
    }
    member.silent = silent;
  }

  /** How many workers are in the answer. */
  private states(): Family {
    const silent = [...this.members].filter((member) => member.silent).length;
    const answered = this.members.size - silent;
    const values = { answered, silent, missing: Math.max(0, this.count - this.members.size) };
    return {
      name: `${PREFIX}workers`,
      help: DEFINITIONS.workers.meaning,
      type: 'gauge',
      aggregator: 'sum',
      values: Object.entries(values).map(([state, value]) => ({ labels: { state }, value })),
    };
  }
}
