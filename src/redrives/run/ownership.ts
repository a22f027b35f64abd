import type { Clock } from '../../runtime/clock.js';
import { describeError, type Log } from '../../runtime/logger.js';
import { StoreError } from '../../store/store-error.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import type { JobRecord } from '../store/job-record.js';

/** Between two renewals of the lease, milliseconds. */
const RENEW_MS = 10_000;

/** Between two looks at what others have asked for, milliseconds. */
const LOOK_MS = 1_000;

/** After an error of the store, milliseconds. */
const ERROR_PAUSE_MS = 1_000;

/** Another replica owns the job now. */
export class OwnershipLost extends Error {
  override readonly name = 'OwnershipLost';
}

/**
 * One replica's ownership of a job. It renews the lease and follows what others change: they may pause the job or change
 * its pace. The lease counts from before a write was sent, so it ends here before another replica may take the job over.
 */
export class Ownership {
  private lost = false;
  private cancel = (): void => {};
  private stopped = false;
  private renewAt: number;
  private working: Promise<unknown> = Promise.resolve();

  /**
   * @param job as this replica has written it, with itself as the owner
   * @param validUntil when the lease ends, by the monotonic clock
   * @param changed is called when the job has changed, or is lost
   */
  constructor(
    private job: StoredJob,
    private validUntil: number,
    private readonly parts: { jobs: Pick<JobStore, 'read' | 'change'>; clock: Clock; log: Log },
    private readonly changed: () => void,
  ) {
    this.renewAt = parts.clock.monotonic() + RENEW_MS;
    this.lookLater(LOOK_MS);
  }

  get record(): JobRecord {
    return this.job.record;
  }

  get isLost(): boolean {
    return this.lost;
  }

  /** Until when something may begin, by the monotonic clock. */
  get endsAt(): number {
    return this.lost ? -Infinity : this.validUntil;
  }

  /**
   * Changes the job. `change` is asked again where somebody else has changed the job meanwhile; `null`: nothing is to
   * change any more.
   *
   * @throws OwnershipLost, StoreError where nothing is certain
   */
  async change(change: (record: JobRecord) => Partial<JobRecord> | null): Promise<void> {
    const next = this.working.then(() => this.changeNow(change));
    this.working = next.catch(() => {});
    return next;
  }

  /** Looks at once at what others have asked for. Never rejects. */
  async look(): Promise<void> {
    const next = this.working.then(() => this.lookNow());
    this.working = next;
    return next;
  }

  /** Ends the renewals. The lease, where it stands, runs out by itself. */
  stop(): void {
    this.stopped = true;
    this.cancel();
  }

  private async changeNow(change: (record: JobRecord) => Partial<JobRecord> | null): Promise<void> {
    for (;;) {
      this.assertMine();
      const wanted = change(this.job.record);
      if (wanted === null) return;
      const sentAt = this.parts.clock.monotonic();
      const written = await this.parts.jobs.change(this.job, wanted);
      if (written !== null) {
        this.adopt(written);
        this.renewed(sentAt);
        return;
      }
      await this.readAgain();
    }
  }

  private async lookNow(): Promise<void> {
    let pauseMs = LOOK_MS;
    try {
      if (this.parts.clock.monotonic() >= this.renewAt) await this.changeNow(() => ({}));
      else await this.readAgain();
    } catch (error) {
      if (error instanceof StoreError) {
        this.parts.log.warn('job_not_renewed', { job_id: this.record.job_id, ...describeError(error) });
        pauseMs = ERROR_PAUSE_MS;
      } else if (!(error instanceof OwnershipLost)) {
        throw error;
      }
    }
    this.lookLater(pauseMs);
  }

  private lookLater(ms: number): void {
    this.cancel();
    if (this.stopped || this.lost) return;
    this.cancel = this.parts.clock.after(ms, () => void this.look());
  }

  private renewed(sentAt: number): void {
    this.validUntil = sentAt + (this.record.owner?.ttl_ms ?? 0);
    this.renewAt = sentAt + RENEW_MS;
  }

  private async readAgain(): Promise<void> {
    const read = await this.parts.jobs.read(this.record.job_id);
    if (read === null || read.record.owner?.claim_id !== this.record.owner?.claim_id) {
      this.lost = true;
      this.changed();
    } else if (read.etag !== this.job.etag) {
      this.adopt(read);
    }
    this.assertMine();
  }

  private adopt(job: StoredJob): void {
    this.job = job;
    this.changed();
  }

  /** @throws OwnershipLost */
  private assertMine(): void {
    if (this.lost) throw new OwnershipLost('another replica owns the job');
  }
}
