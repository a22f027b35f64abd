import './start-box.css';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { sentenceWithFields } from '../../api/problem.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { count, counted } from '../../ui/format.js';
import { actionWords, type Action } from './job-words.js';

/** Starts a planned job: it says what will be done and to how many, and asks for that number. */
export function StartBox({
  action,
  number,
  autoFocus = false,
  start,
}: {
  action: Action;
  number: number;
  /** The person has asked for the plan by the link that led here, so the number is what comes next. */
  autoFocus?: boolean;
  /** Starts it. What it throws is shown. */
  start: () => Promise<void>;
}) {
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (autoFocus) input.current?.focus();
  }, []);
  const [typed, setTyped] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const { verb, does, danger, needs } = actionWords(action);
  const matches = typed.replace(/[\s,.]/g, '') === String(number);
  const run = async () => {
    if (busy || !matches) return;
    setBusy(true);
    setFailure(null);
    try {
      await start();
    } catch (error) {
      setFailure(sentenceWithFields(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      class="start-box"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <p>
        <strong>
          {verb} {counted(number, 'event')}.
        </strong>{' '}
        {does}
      </p>
      <Field label={`To start, type the number of events: ${count(number)}`}>
        {(id) => (
          <input
            id={id}
            class="input start-number"
            inputMode="numeric"
            autocomplete="off"
            ref={input}
            value={typed}
            onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          />
        )}
      </Field>
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure}
        </p>
      )}
      <div>
        <Button
          type="submit"
          kind={danger ? 'danger' : 'primary'}
          icon="play"
          busy={busy}
          needs={needs}
          disabledFor={matches ? null : `Type ${count(number)} first`}
        >
          Start: {verb.toLowerCase()} {counted(number, 'event')}
        </Button>
      </div>
    </form>
  );
}
