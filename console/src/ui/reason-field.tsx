import { Field } from './field.js';

/** As the API takes it. */
const MOST_CHARACTERS = 1_000;

/** Why somebody does something: the audit keeps it. */
export function ReasonField(props: {
  value: string;
  onChange: (reason: string) => void;
  error?: string | null;
  autoFocus?: boolean;
  class?: string;
}) {
  const { value, onChange, error = null, autoFocus = false } = props;
  return (
    <Field label="Why (kept in the audit)" error={error}>
      {(id, describedBy) => (
        <input
          id={id}
          class={`input ${props.class ?? ''}`}
          maxLength={MOST_CHARACTERS}
          aria-describedby={describedBy}
          autofocus={autoFocus}
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      )}
    </Field>
  );
}
