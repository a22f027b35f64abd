import type { AuditService } from '../../audit/audit.service.js';
import type { Author } from '../../audit/author.js';
import type { Catalog } from '../../catalog/catalog.js';
import type { Correction } from '../../decisions/event-correction.js';
import { etaS } from '../../domain/job/eta.js';
import type { PlanAction, Pace, StopRules } from '../../domain/job/job.js';
import type { Masking } from '../../domain/masking/masking.js';
import type { SampleDryRun, SampleDryRunService } from '../../processing/dry-run/sample-dry-run.service.js';
import type { Clock } from '../../runtime/clock.js';
import type { NewId } from '../../runtime/runtime.module.js';
import { assertMay } from '../role-of-action.js';
import { countMoved } from '../job-problems.js';
import type { JobStore } from '../store/job.store.js';
import type { JobCorrection, JobRecord, JobSelection } from '../store/job-record.js';
import type { CorrectedExample, CorrectionPlans } from './correction-plans.js';
import { appliedCorrection } from './job-correction.js';
import { plannedJob } from './planned-job.js';
import { shownSelection } from './shown-selection.js';
import { shownCorrection } from './shown-correction.js';
import { takesOf, type ReadFilter } from './job-selection.js';
import { leftOutOf, type LeftOut } from './left-out.js';
import { surveyOf, type Survey } from './survey.js';

/** Members that are tried without sending anything: all, where there are fewer. */
const SAMPLE_SIZE = 1_000;

export interface PlanRequest {
  action: PlanAction;
  selection: JobSelection;
  /** Of a job that corrects; `null`: it does something else. */
  correction: JobCorrection | null;
  pace: Pace;
  canary: number[];
  stop: StopRules;
  /** How many members somebody expects; `undefined`: any number. */
  expectedCount: number | undefined;
}

/** A dead letter that the plan shows; `corrected`: what the job would make of it, where it corrects. */
export type PlanExample = Survey['examples'][number] & { corrected: CorrectedExample | null };

export interface Plan extends Omit<Survey, 'examples'> {
  examples: PlanExample[];
  job: JobRecord;
  sample: SampleDryRun;
  /** Of a plan that names its dead letters; `null`: it has a filter. */
  leftOut: LeftOut | null;
  etaS: number;
}

export interface PlanParts {
  jobs: Pick<JobStore, 'create'>;
  catalog: Catalog;
  samples: Pick<SampleDryRunService, 'runOf'>;
  corrections: Pick<CorrectionPlans, 'assertReadable' | 'draftsOf' | 'exampleOf'>;
  masking: Masking;
  audit: Pick<AuditService, 'record'>;
  readFilter: ReadFilter;
  clock: Clock;
  newId: NewId;
}

/** Plans jobs: says what a job would do, and keeps it, so that somebody can start it. */
export class JobPlans {
  constructor(private readonly parts: PlanParts) {}

  /**
   * @throws Problem 403 where the action needs a higher role, 400 where the filter or the expression is none, 409
   *   `count_moved`; AuditUnavailable, StoreError where the plan is not kept for certain
   */
  async plan(request: PlanRequest, author: Author): Promise<Plan> {
    assertMay(request.action, author);
    const { catalog, samples, corrections, masking, readFilter, jobs, audit } = this.parts;
    const { action, selection, pace, expectedCount } = request;
    const correction = request.correction === null ? null : appliedCorrection(request.correction);
    if (correction !== null) await corrections.assertReadable(correction);
    const takes = await takesOf(selection, action, readFilter);
    const survey = surveyOf(catalog, takes);
    const { matched } = survey;
    const { trace_ids } = selection;
    const leftOut = trace_ids === null ? null : leftOutOf(catalog, trace_ids, takes);
    if (expectedCount !== undefined && expectedCount !== matched) throw countMoved(expectedCount, matched);
    const draft = correction === null ? undefined : corrections.draftsOf(correction);
    const sample = await samples.runOf(takes, SAMPLE_SIZE, draft);
    const examples = await this.examplesOf(survey, correction);
    const { clock, newId } = this.parts;
    const planned = plannedJob(request, matched, author, clock.now(), newId());
    const { job_id } = planned;
    const corrects = shownCorrection(request.correction, masking);
    const after = {
      action,
      ...shownSelection(selection, action),
      ...(corrects && { correction: corrects }),
      matched,
    };
    await audit.record(author, { action: 'job_planned', target: { job_id }, after });
    const created = await jobs.create(planned);
    if (created === null) throw new Error(`another job has the id ${job_id}`);
    const eta = etaS({ remaining: matched, ratePerSecond: pace.ratePerSecond, done: 0, ranForS: 0 });
    return { ...survey, examples, job: created.record, sample, leftOut, etaS: eta };
  }

  private async examplesOf({ examples }: Survey, correction: Correction | null): Promise<PlanExample[]> {
    const shown: PlanExample[] = [];
    for (const example of examples) {
      const corrected =
        correction === null ? null : await this.parts.corrections.exampleOf(example.traceId, correction);
      shown.push({ ...example, corrected });
    }
    return shown;
  }
}
