import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

export interface FieldProps {
  label: ComponentChildren;
  /** What is wrong with it; it takes the place of the hint. */
  error?: string | null;
  hint?: ComponentChildren;
  /** @param describedBy the id of the hint or the error, for `aria-describedby` */
  children: (id: string, describedBy: string | undefined) => ComponentChildren;
}

/** A label, an input, and what is expected or wrong. */
export function Field({ label, error = null, hint, children }: FieldProps) {
  const id = useId();
  const note = `${id}-note`;
  const described = error !== null || hint !== undefined;
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children(id, described ? note : undefined)}
      {error !== null ? (
        <p id={note} class="field-error" role="alert">
          {error}
        </p>
      ) : (
        hint !== undefined && (
          <p id={note} class="field-hint">
            {hint}
          </p>
        )
      )}
    </div>
  );
}
