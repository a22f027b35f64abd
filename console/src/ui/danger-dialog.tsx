import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { sentenceWithFields } from '../api/problem.js';
import { Button } from './button.js';
import { Dialog } from './dialog.js';
import { Field } from './field.js';
import { ReasonField } from './reason-field.js';
import { count, counted } from './format.js';

export interface DangerDialogProps {
  /** What it does, as a question: `Discard these events?` */
  title: string;
  /** To how many. The person types this number; for one thing alone nothing is typed. */
  number: number;
  /** One of them: `event`. */
  noun: string;
  /** What happens then, and whether it can be taken back. */
  children: ComponentChildren;
  /** Of the button: a verb; the number is added. `Discard` */
  verb: string;
  /** Whether a reason is asked for, and kept in the audit. */
  withReason?: boolean;
  /** Does it. The dialog stays open until it is done, and shows what went wrong. */
  act: (reason: string) => Promise<void>;
  onClose: () => void;
}

/** Asks before something dangerous: it says what will be done and to how many, and asks for that number. */
export function DangerDialog(props: DangerDialogProps) {
  const { title, number, noun, children, verb, withReason = true, act, onClose } = props;
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const asksNumber = number > 1;
  const matches = !asksNumber || typed.replace(/[\s,.]/g, '') === String(number);

  const run = async () => {
    if (busy || !matches) return;
    setBusy(true);
    setFailure(null);
    try {
      await act(reason.trim());
      onClose();
    } catch (error) {
      setFailure(sentenceWithFields(error));
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void run()}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button
            type="submit"
            kind="danger"
            busy={busy}
            disabledFor={matches ? null : `Type ${count(number)} first`}
          >
            {verb} {counted(number, noun)}
          </Button>
        </>
      }
    >
      <div class="stack">
        <div>{children}</div>
        {asksNumber && (
          <Field label={`To go on, type the number of ${noun}s: ${count(number)}`}>
            {(id) => (
              <input
                id={id}
                class="input"
                inputMode="numeric"
                autocomplete="off"
                value={typed}
                onInput={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            )}
          </Field>
        )}
        {withReason && <ReasonField value={reason} onChange={setReason} />}
        {failure !== null && (
          <p class="notice notice-bad" role="alert">
            {failure}
          </p>
        )}
      </div>
    </Dialog>
  );
}
