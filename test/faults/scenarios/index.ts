import type { Scenario } from '../scenario.js';
import { AUDITED } from './audited.js';
import { BACKLOGS } from './backlogs.js';
import { accept, repairDuringFailure, repairDuringSuccess } from './by-hand.js';
import {
  ingest,
  redeliveryLongAfter,
  redeliveryOfTheSeen,
  redeliveryToAnother,
  redeliveryToTheSame,
  slowTarget,
  twiceAtOnce,
} from './ingestion.js';
import { DECIDED } from './decided.js';
import { CLOCKS } from './clocks.js';
import { JOB_ERASURES } from './job-erasures.js';
import { JOB_NAMED } from './job-named.js';
import { JOB_TROUBLES } from './job-troubles.js';
import { JOB_UNDOS } from './job-undos.js';
import { JOBS } from './jobs.js';
import { LIKENESSES } from './likenesses.js';
import { crowd, pages, sweeps, twins } from './many.js';
import { heldTwin, lateToBegin, lateToSettle, lateTwin, redeliveryMeetsRetry } from './meetings.js';
import { refusedClaims, refusedCreates, refusedSettlings } from './refusals.js';
import { QUEUED } from './queued.js';
import { SETTLED_TWINS } from './settled-twins.js';
import { retention } from './retention.js';
import {
  contendedRetry,
  failedRetry,
  manualRetryOfParked,
  parking,
  permanentFailure,
  poison,
  sleeper,
  successfulRetry,
} from './retrying.js';

export const SCENARIOS: readonly Scenario[] = [
  ingest,
  twiceAtOnce,
  redeliveryToTheSame,
  redeliveryToAnother,
  redeliveryOfTheSeen,
  redeliveryLongAfter,
  slowTarget,
  successfulRetry,
  failedRetry,
  contendedRetry,
  parking,
  permanentFailure,
  manualRetryOfParked,
  poison,
  sleeper,
  pages,
  sweeps,
  twins,
  redeliveryMeetsRetry,
  lateTwin,
  heldTwin,
  lateToBegin,
  lateToSettle,
  repairDuringSuccess,
  repairDuringFailure,
  accept,
  retention,
  ...refusedCreates,
  ...refusedClaims,
  ...refusedSettlings,
  ...AUDITED,
  ...DECIDED,
  ...CLOCKS,
  ...LIKENESSES,
  ...BACKLOGS,
  ...SETTLED_TWINS,
  ...QUEUED,
  ...JOBS,
  ...JOB_TROUBLES,
  ...JOB_ERASURES,
  ...JOB_UNDOS,
  ...JOB_NAMED,
  crowd,
];
