import { useMe } from '../../state/session.js';
import { refusalOf } from '../../ui/button.js';
import { ReasonField } from '../../ui/reason-field.js';
import { Choice } from './choice.js';
import { CorrectionFields } from './correction-fields.js';
import type { DraftProblems, JobDraft } from './job-draft.js';
import { ACTIONS, PLANNED_ACTIONS, type PlannedAction } from './job-words.js';
import { PaceFields } from './pace-fields.js';

export interface JobFormProps {
  action: PlannedAction;
  onAction: (action: PlannedAction) => void;
  draft: JobDraft;
  onDraft: (draft: JobDraft) => void;
  problems: DraftProblems;
}

/** What the job does, how carefully, and why. */
export function JobForm({ action, onAction, draft, onDraft, problems }: JobFormProps) {
  const role = useMe()?.role;
  const change = (changes: Partial<JobDraft>) => onDraft({ ...draft, ...changes });
  return (
    <>
      <Choice
        legend="What to do"
        value={action}
        onChange={onAction}
        options={PLANNED_ACTIONS.map((value) => ({
          value,
          title: ACTIONS[value].verb,
          hint: ACTIONS[value].does,
          disabledFor: refusalOf(ACTIONS[value].needs, role),
        }))}
      />
      {action === 'correct' && <CorrectionFields draft={draft} change={change} problems={problems} />}
      <PaceFields draft={draft} change={change} problems={problems} />
      <ReasonField value={draft.reason} onChange={(reason) => change({ reason })} />
    </>
  );
}
