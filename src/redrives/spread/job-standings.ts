import { LEASE_GRACE_MS, timeLeft } from '../../domain/letter/lease.js';
import type { Clock } from '../../runtime/clock.js';
import { liveContext } from '../run/job-context.js';
import type { JobContext, MemberWork } from '../run/member-work.js';
import type { JobStore, StoredJob } from '../store/job.store.js';
import type { JobRecord } from '../store/job-record.js';

/** How long a reading of a job counts, milliseconds. */
const FRESH_MS = 1_000;

/**
 * How long after a reading of its job a turn may begin elsewhere than at the owner, milliseconds. So an owner that has
 * waited for longer than this since the job's state changed knows that nothing begins any more.
 */
export const BEGIN_WITHIN_MS = 5_000;

/** A job that runs under an owner, as this replica has read it. */
export interface Standing {
  record: JobRecord;
  work: MemberWork;
  /** By the monotonic clock: no turn begins later. */
  startBy: number;
}

interface Reading {
  job: StoredJob | null;
  sentAt: number;
}

/**
 * Tells whether a job runs under an owner, by readings of its record that count for a second. Both the state and the lease
 * are read there, and the lease by the store's times. So a replica that stood still, or that has a task of an owner that
 * is none any more, begins nothing.
 */
export class JobStandings {
  private latest: Reading | null = null;
  private reading: { jobId: string; read: Promise<Reading> } | null = null;
  private made: { claimId: string; record: JobRecord; work: MemberWork } | null = null;

  constructor(
    private readonly jobs: Pick<JobStore, 'read'>,
    private readonly workOf: (record: JobRecord, job: JobContext) => MemberWork,
    private readonly clock: Clock,
  ) {}

  /** @returns `null` where nothing of the job may begin under this claim. @throws StoreError */
  async of(jobId: string, claimId: string): Promise<Standing | null> {
    const known = this.standingIn(this.latest, jobId, claimId);
    if (known !== null) return known;
    this.latest = await this.read(jobId);
    return this.standingIn(this.latest, jobId, claimId);
  }

  private standingIn(reading: Reading | null, jobId: string, claimId: string): Standing | null {
    if (reading?.job?.times === null || reading?.job?.times === undefined) return null;
    const { record, times } = reading.job;
    const { owner, state } = record;
    if (record.job_id !== jobId || owner?.claim_id !== claimId || state !== 'running') return null;
    const lease = { claimId, owner: owner.replica, ttlMs: owner.ttl_ms };
    const leaseMs = timeLeft(lease, times) - LEASE_GRACE_MS;
    const now = this.clock.monotonic();
    if (now >= reading.sentAt + Math.min(leaseMs, FRESH_MS)) return null;
    const startBy = reading.sentAt + Math.min(leaseMs, BEGIN_WITHIN_MS);
    return { record, work: this.work(claimId, record), startBy };
  }

  /** What is done with a member does not change under one claim, and may be costly to make. */
  private work(claimId: string, record: JobRecord): MemberWork {
    if (this.made?.claimId === claimId) {
      this.made.record = record;
      return this.made.work;
    }
    const latest = { record };
    const work = this.workOf(record, liveContext(latest));
    this.made = Object.assign(latest, { claimId, work });
    return work;
  }

  /** Turns that come at the same time share one reading. */
  private async read(jobId: string): Promise<Reading> {
    if (this.reading?.jobId === jobId) return this.reading.read;
    const sentAt = this.clock.monotonic();
    const read = this.jobs.read(jobId).then((job) => ({ job, sentAt }));
    const mine = (this.reading = { jobId, read });
    try {
      return await read;
    } finally {
      if (this.reading === mine) this.reading = null;
    }
  }
}
