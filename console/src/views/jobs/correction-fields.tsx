import { Field } from '../../ui/field.js';
import { Choice } from './choice.js';
import type { DraftProblems, JobDraft } from './job-draft.js';

const PATCH = '[{ "op": "replace", "path": "/payload/amount", "value": 12 }]';
const EXPRESSION = '$merge([$, { "payload": $merge([payload, { "amount": $number(payload.amount) }]) }])';

export interface FieldsProps {
  draft: JobDraft;
  change: (changes: Partial<JobDraft>) => void;
  problems: DraftProblems;
}

/** How a job corrects each event. */
export function CorrectionFields({ draft, change, problems }: FieldsProps) {
  const byPatch = draft.correctBy === 'patch';
  return (
    <>
      <Choice
        legend="Correct by"
        value={draft.correctBy}
        onChange={(correctBy) => change({ correctBy })}
        options={[
          { value: 'patch', title: 'A patch', hint: 'The same change of every event. Other digits stay.' },
          { value: 'expression', title: 'An expression', hint: 'JSONata over each event makes the new one.' },
        ]}
      />
      <Field
        label={byPatch ? 'Patch (JSON)' : 'Expression (JSONata)'}
        error={problems[draft.correctBy] ?? null}
        hint={
          <>
            Such as <code>{byPatch ? PATCH : EXPRESSION}</code>
          </>
        }
      >
        {(id, describedBy) => (
          <textarea
            key={draft.correctBy}
            id={id}
            class="textarea mono"
            spellcheck={false}
            rows={6}
            aria-describedby={describedBy}
            value={draft[draft.correctBy]}
            onInput={({ currentTarget }) => change({ [draft.correctBy]: currentTarget.value })}
          />
        )}
      </Field>
      <Choice
        legend="Then"
        value={draft.then}
        onChange={(then) => change({ then })}
        options={[
          { value: 'retry', title: 'Retry it', hint: 'The corrected event is sent to its target.' },
          { value: 'park', title: 'Leave it parked', hint: 'A person looks at it first.' },
        ]}
      />
    </>
  );
}
