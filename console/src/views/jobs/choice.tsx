import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface ChoiceOption<Value extends string> {
  value: Value;
  title: ComponentChildren;
  hint?: ComponentChildren;
  /** Why it cannot be chosen. */
  disabledFor?: string | null;
}

/** One of a few: radio buttons with what each means. */
export function Choice<Value extends string>({
  legend,
  options,
  value,
  onChange,
}: {
  legend: string;
  options: ReadonlyArray<ChoiceOption<Value>>;
  value: Value;
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend class="field-label">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} class="choice-option" title={option.disabledFor ?? undefined}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={(option.disabledFor ?? null) !== null}
            onChange={() => onChange(option.value)}
          />
          <span>
            {option.title}
            {(option.disabledFor ?? option.hint) !== undefined && (
              <span class="choice-hint">{option.disabledFor ?? option.hint}</span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
