import type { Command } from '../command.js';
import { completionCommand } from './completion.js';
import { cxoneCheck } from './cxone-check.js';
import { dryRun } from './dry-run.js';
import { eventsCorrect } from './events-correct.js';
import { eventsDiscard } from './events-discard.js';
import { eventsLs } from './events-ls.js';
import { eventsRestore } from './events-restore.js';
import { eventsRetry } from './events-retry.js';
import { eventsReveal } from './events-reveal.js';
import { eventsShow } from './events-show.js';
import { exportCommand } from './export.js';
import { groupsLs } from './groups-ls.js';
import { groupsNote } from './groups-note.js';
import { keysNew } from './keys-new.js';
import { storeMove } from './store-move.js';
import { redriveCancel, redrivePause, redriveResume } from './redrive-change.js';
import { redriveLs } from './redrive-ls.js';
import { redrivePlan } from './redrive-plan.js';
import { redriveReport } from './redrive-report.js';
import { redriveStart } from './redrive-start.js';
import { redriveWatch } from './redrive-watch.js';
import { schemasCheck } from './schemas-check.js';
import { schemasLs } from './schemas-ls.js';
import { schemasPut } from './schemas-put.js';
import { schemasRm } from './schemas-rm.js';
import { schemasRollback } from './schemas-rollback.js';
import { serve } from './serve.js';
import { signatureVerify } from './signature-verify.js';
import { tail } from './tail.js';
import { triage } from './triage.js';

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  triage,
  tail,
  eventsLs,
  eventsShow,
  eventsRetry,
  eventsCorrect,
  eventsDiscard,
  eventsRestore,
  eventsReveal,
  groupsLs,
  groupsNote,
  dryRun,
  redrivePlan,
  redriveStart,
  redriveWatch,
  redrivePause,
  redriveResume,
  redriveCancel,
  redriveReport,
  redriveLs,
  exportCommand,
  schemasLs,
  schemasPut,
  schemasRm,
  schemasRollback,
  schemasCheck,
  signatureVerify,
  cxoneCheck,
  keysNew,
  storeMove,
  completionCommand(() => COMMANDS),
  serve,
];
