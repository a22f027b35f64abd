import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Field } from '../../ui/field.js';
import type { FieldsProps } from './correction-fields.js';
import { EMPTY_JOB_DRAFT, type JobDraft } from './job-draft.js';

type TextField = 'rate' | 'concurrency' | 'canary' | 'failurePercent' | 'after';

const TEXT_FIELDS: readonly TextField[] = ['rate', 'concurrency', 'canary', 'failurePercent', 'after'];

/** Pace, canary and stop rules. They are folded away, since the defaults are careful. */
export function PaceFields({ draft, change, problems }: FieldsProps) {
  const checkbox = useId();
  const changed =
    draft.onNewCause !== EMPTY_JOB_DRAFT.onNewCause ||
    TEXT_FIELDS.some((name) => draft[name] !== EMPTY_JOB_DRAFT[name]);
  const input = (name: TextField, label: string, hint: ComponentChildren) => (
    <Field label={label} hint={hint} error={problems[name] ?? null}>
      {(id, describedBy) => (
        <input
          id={id}
          class="input"
          inputMode={name === 'canary' ? 'text' : 'decimal'}
          autocomplete="off"
          aria-describedby={describedBy}
          value={draft[name]}
          onInput={({ currentTarget }) => change({ [name]: currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <details class="fold" open={changed || TEXT_FIELDS.some((name) => problems[name] !== undefined)}>
      <summary>Pace and stops: {paceWords(draft)}</summary>
      <div class="fold-content">
        <div class="field-pair">
          {input('rate', 'Events a second', 'At most so many are begun.')}
          {input('concurrency', 'At once', 'At most so many are under way.')}
        </div>
        {input('canary', 'Try a few first', 'Steps, one after the other. Empty: none.')}
        <div class="field-pair">
          {input('failurePercent', 'Stop above failures of (%)', 'Of the latest events, and of each step.')}
          {input('after', 'Latest events that count', 'After the first steps.')}
        </div>
        <label class="check" for={checkbox}>
          <input
            id={checkbox}
            type="checkbox"
            checked={draft.onNewCause}
            onChange={({ currentTarget }) => change({ onNewCause: currentTarget.checked })}
          />
          Stop when an event fails for a cause that none had before
        </label>
      </div>
    </details>
  );
}

function paceWords({ rate, canary, failurePercent }: JobDraft): string {
  const steps = canary.trim() === '' ? 'no first steps' : `first ${canary}`;
  return `${rate} a second, ${steps}, stops above ${failurePercent} % failures`;
}
