import type { AuditService } from '../audit/audit.service.js';
import type { CatalogService } from '../catalog/catalog.service.js';
import type { Config } from '../config/config.js';
import type { CorrectionCheck } from '../decisions/correction-check.js';
import type { CorrectionExpressions } from '../decisions/correction-expressions.js';
import type { CorrectionService } from '../decisions/correction.service.js';
import type { EventCorrection } from '../decisions/event-correction.js';
import type { DeadLetterStore } from '../dlq/dead-letter.store.js';
import type { SampleDryRunService } from '../processing/dry-run/sample-dry-run.service.js';
import type { RetryDispatcher } from '../retry/dispatch/retry-dispatcher.port.js';
import type { YieldingPlaces } from '../retry/dispatch/yielding-places.js';
import type { JobRetryService } from '../retry/job-retry.service.js';
import type { Clock } from '../runtime/clock.js';
import type { Facts } from '../runtime/facts.js';
import type { Log } from '../runtime/logger.js';
import type { NewId } from '../runtime/runtime.module.js';
import type { Shutdown } from '../runtime/shutdown.js';
import { callBudget } from '../store/call-budget.js';
import type { ObjectStore } from '../store/object-store.port.js';
import type { VersionPurge } from '../store/versions/version-purge.js';
import { JobControl } from './job-control.js';
import { JobUndo } from './job-undo.js';
import { JobPurges } from './keep/job-purges.js';
import { JobViews } from './job-views.js';
import { MemberViews } from './member-views.js';
import { CorrectionPlans } from './plan/correction-plans.js';
import { appliedCorrection } from './plan/job-correction.js';
import { JobPlans } from './plan/job-plans.js';
import { readFilter } from './plan/read-filter.js';
import { ChangeMember, CHANGES } from './run/change-member.js';
import { CorrectMember } from './run/correct-member.js';
import { EraseMember } from './run/erase-member.js';
import { JobRunner } from './run/job-runner.js';
import type { JobContext, MemberWork } from './run/member-work.js';
import { FencedMember } from './run/fenced-member.js';
import { RetryMember } from './run/retry-member.js';
import { UndoMember } from './run/undo-member.js';
import { JobStandings } from './spread/job-standings.js';
import { MemberShelf } from './spread/member-shelf.js';
import type { TurnSpread } from './spread/member-turns.port.js';
import { openTurns, type SpreadSections } from './spread/open-turns.js';
import { TaskMaker } from './spread/task-maker.js';
import { JobIds } from './store/job-ids.js';
import { JobRemains } from './store/job-remains.js';
import { JobReports } from './store/job-reports.js';
import { JobStore } from './store/job.store.js';
import type { JobRecord } from './store/job-record.js';
import { ResultCounts } from './store/result-counts.js';
import { RunningBook } from './store/running-book.js';
import { ShardStore } from './store/shard.store.js';
import { tellJobEnd } from './tell-job-end.js';

export interface RedriveParts {
  objects: ObjectStore;
  versions: VersionPurge;
  letters: DeadLetterStore;
  catalogService: CatalogService;
  retries: Pick<JobRetryService, 'retry'>;
  samples: Pick<SampleDryRunService, 'runOf'>;
  corrections: Pick<CorrectionService, 'correct' | 'undo'>;
  eventCorrections: Pick<EventCorrection, 'of'>;
  expressions: Pick<CorrectionExpressions, 'syntaxProblem'>;
  check: Pick<CorrectionCheck, 'failureOf'>;
  audit: AuditService;
  shutdown: Pick<Shutdown, 'signal'>;
  config: Pick<Config, 'masking' | 'jobRetentionMs'> & SpreadSections;
  /** Its word on Redis. */
  dispatcher: Pick<RetryDispatcher, 'trouble'>;
  /** How many turns of jobs a busy replica takes. */
  yielding: Pick<YieldingPlaces, 'onChange'>;
  /** The name of this replica. */
  replica: string;
  clock: Clock;
  newId: NewId;
  facts: Facts;
  log: Log;
}

export interface Redrives {
  plans: JobPlans;
  control: JobControl;
  undo: JobUndo;
  runner: JobRunner;
  spread: TurnSpread;
  jobs: JobStore;
  views: JobViews;
  members: MemberViews;
  counts: ResultCounts;
  reports: JobReports;
  purges: JobPurges;
}

/** Many dead letters at once. */
export async function composeRedrives(parts: RedriveParts): Promise<Redrives> {
  const { objects, catalogService, audit, config, replica, clock, newId, facts, log } = parts;
  const { catalog } = catalogService;
  const budget = callBudget(config.store);
  const jobs = new JobStore(objects, clock, budget, newId);
  const shards = new ShardStore(objects, clock, budget);
  const counts = new ResultCounts(shards);
  const reports = new JobReports({
    store: objects,
    versions: parts.versions,
    results: counts,
    clock,
    budget,
    newId,
  });
  const book = new RunningBook(objects, jobs, clock, budget, newId);
  const { signal } = parts.shutdown;
  const ended = (record: JobRecord) => tellJobEnd(facts, record);
  const makeWork = (record: JobRecord, job: JobContext) => workOf(record, job, parts);
  const maker = new TaskMaker(new JobStandings(jobs, makeWork, clock), new MemberShelf(shards), clock);
  const { dispatcher, yielding } = parts;
  const spread = await openTurns(config, { maker, dispatcher, yielding, clock, log });
  const runner = new JobRunner({
    jobs,
    shards,
    book,
    reports,
    workOf: makeWork,
    spread,
    ended,
    signal,
    newId,
    replica,
    clock,
    log,
  });
  const control = new JobControl({
    jobs,
    shards,
    book,
    runner,
    reports,
    catalogService,
    audit,
    readFilter,
    clock,
    ended,
  });
  const { masking } = config;
  const { letters, samples, check, expressions, eventCorrections: events } = parts;
  const corrections = new CorrectionPlans({ events, check, expressions, letters, masking, clock });
  const purged = { jobs, remains: new JobRemains(objects, clock, budget), ids: new JobIds(jobs) };
  return {
    purges: new JobPurges({ ...purged, keptMs: config.jobRetentionMs, clock, log, signal }),
    plans: new JobPlans({ jobs, catalog, samples, corrections, masking, audit, readFilter, clock, newId }),
    control,
    undo: new JobUndo({ jobs, book, control, audit, clock, newId }),
    runner,
    spread,
    jobs,
    views: new JobViews({ jobs, ids: new JobIds(jobs), counts, reports, masking, clock }),
    members: new MemberViews({ shards, counts }),
    counts,
    reports,
  };
}

function workOf(record: JobRecord, job: JobContext, parts: RedriveParts): MemberWork {
  const { letters, versions, retries, corrections, clock, config } = parts;
  const { action, reason, correction, undoes } = record;
  const fenced = (work: MemberWork) => new FencedMember(work, letters);
  const retry = new RetryMember(job, { letters, retries, masking: config.masking });
  switch (action) {
    case 'retry':
      return retry;
    case 'correct': {
      if (correction === null) throw new Error(`the job ${job.jobId} does not say what it corrects with`);
      const what = { correction: appliedCorrection(correction), then: correction.then };
      return fenced(new CorrectMember(job, what, { corrections, letters, retry, clock, reason }));
    }
    case 'erase':
      return fenced(new EraseMember({ letters, versions, clock }));
    case 'undo':
      return fenced(new UndoMember(job, undoes ?? '', { corrections, letters, clock, reason }));
    case 'discard':
    case 'restore':
      return fenced(new ChangeMember(CHANGES[action], job, { letters, clock, reason }));
  }
}
