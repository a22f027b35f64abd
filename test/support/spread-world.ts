import type { Member } from '../../src/domain/job/job.js';
import type { JobItem } from '../../src/redrives/run/member-queue.js';
import type { MemberTurn } from '../../src/redrives/run/member-work.js';
import { JobStandings } from '../../src/redrives/spread/job-standings.js';
import { MemberShelf } from '../../src/redrives/spread/member-shelf.js';
import type { SpreadParts } from '../../src/redrives/spread/spread-parts.js';
import { TaskMaker } from '../../src/redrives/spread/task-maker.js';
import type { StoredJob } from '../../src/redrives/store/job.store.js';
import { JOB_RECORD_VERSION, type JobRecord } from '../../src/redrives/store/job-record.js';
import { SystemClock, type Clock } from '../../src/runtime/clock.js';
import { MemoryLog } from './memory-log.js';
import { SharedMembers } from './member-works.js';

const JOB_ID = 'JOB-1790000000000-spread';
const AT = '2026-11-26T12:00:00.000Z';

/** One job that runs, as every replica of a test reads it. */
export class SpreadWorld {
  readonly members = new SharedMembers();
  readonly log = new MemoryLog();
  record: JobRecord = {
    job_id: JOB_ID,
    record_version: JOB_RECORD_VERSION,
    action: 'retry',
    state: 'running',
    stop_reason: null,
    selection: { filter: {}, trace_ids: null },
    rate_per_second: 20,
    concurrency: 8,
    canary: [],
    stop: { failure_percent: 30, after: 20, on_new_cause: false },
    by: 'somebody',
    reason: null,
    audit_id: null,
    correction: null,
    undoes: null,
    planned_at: AT,
    started_at: AT,
    ended_at: null,
    ran_ms: 0,
    running_since: null,
    total: 0,
    members: ['0000'],
    sealed: [],
    unsealed: ['owner.1'],
    owner: { claim_id: 'claim', replica: 'owner', writer: 'owner.1', ttl_ms: 30_000 },
    owners: 1,
    step: 0,
    judged: 0,
    begun_below: 0,
    deleted_at: null,
    run_by: null,
    write_id: 'w',
  };
  /** How old the owner's last write is, milliseconds. */
  ageMs = 0;
  trouble: string | null = null;
  /** Tells a replica how many turns at once it has places for. */
  readonly tellPlaces = new Map<string, (count: number) => void>();

  constructor(readonly total: number) {}

  /** What a replica needs to make turns. */
  partsOf(replica: string, clock: Clock = new SystemClock()): SpreadParts {
    const standings = new JobStandings(
      { read: () => this.read() },
      () => this.members.workOf(replica),
      clock,
    );
    const shelf = new MemberShelf({ members: async () => this.items.map(({ member }) => member) });
    const yielding = { onChange: (hear: (count: number) => void) => void this.tellPlaces.set(replica, hear) };
    return {
      maker: new TaskMaker(standings, shelf, clock),
      dispatcher: this,
      yielding,
      clock,
      log: this.log,
    };
  }

  get items(): JobItem[] {
    return Array.from({ length: this.total }, (_, n) => ({ n, member: memberOf(n), maybeBegun: false }));
  }

  private async read(): Promise<StoredJob> {
    const storeTime = 1_790_000_000_000;
    const times = { lastModified: storeTime - this.ageMs, storeTime };
    return { record: this.record, etag: '"e"', times };
  }
}

/** A turn that may try, and begin at any time. */
export function turnOf(change: Partial<MemberTurn> = {}): MemberTurn {
  return {
    mayTry: true,
    maybeBegun: false,
    startBy: Infinity,
    signal: new AbortController().signal,
    ...change,
  };
}

function memberOf(n: number): Member {
  return { traceId: `m${n}`, key: `dlq/m${n}.json`, etag: '"e"', fingerprint: 'f' };
}
