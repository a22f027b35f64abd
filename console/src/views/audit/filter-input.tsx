import type { TargetedEvent, TargetedKeyboardEvent } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Field } from '../../ui/field.js';

const TYPING_MS = 400;

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
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => setTyped(value), [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const commit = (text: string) => {
    clearTimeout(timer.current);
    change(text.trim());
  };
  const common = {
    class: 'input',
    autocomplete: 'off',
    value: typed,
    onInput: ({ currentTarget: { value: text } }: TargetedEvent<HTMLInputElement>) => {
      setTyped(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => commit(text), TYPING_MS);
    },
    onKeyDown: ({ key, currentTarget }: TargetedKeyboardEvent<HTMLInputElement>) => {
      if (key === 'Enter') commit(currentTarget.value);
    },
  };
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
