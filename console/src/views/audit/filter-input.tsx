import { Field } from '../../ui/field.js';
import { useTyped } from '../../ui/use-typed.js';

/** A field of one filter. The address changes when the person pauses, and what is half typed stays. */
export function FilterInput(props: {
  label: string;
  /** A time of the viewer's zone instead of words. */
  time?: boolean;
  placeholder?: string;
  value: string;
  change: (value: string) => void;
}) {
  const { label, time = false, placeholder = '', value, change } = props;
  const common = { class: 'input', autocomplete: 'off', ...useTyped(value, change) };
  return (
    <Field label={label}>
      {(id) =>
        time ? (
          <input {...common} id={id} type="datetime-local" />
        ) : (
          <input {...common} id={id} type="search" placeholder={placeholder} />
        )
      }
    </Field>
  );
}
