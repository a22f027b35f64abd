import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { ReasonField } from '../../ui/reason-field.js';
import { lastReason, type Ended } from './actions.js';

export interface ReasonDialogProps {
  title: string;
  /** What happens then. */
  children: ComponentChildren;
  verb: string;
  kind?: 'primary' | 'danger';
  /** An empty reason is not sent. */
  required?: boolean;
  /** Does it. The dialog closes unless it was refused, and then says why. */
  act: (reason: string) => Promise<Ended>;
  onClose: () => void;
}

/** Says what an action on one event will do, and asks for the reason that the audit keeps. */
export function ReasonDialog(props: ReasonDialogProps) {
  const { title, children, verb, kind = 'primary', required = false, act, onClose } = props;
  const [reason, setReason] = useState(lastReason.get());
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<string | null>(null);
  const empty = required && reason.trim() === '';
  const run = async () => {
    if (busy || empty) return;
    setBusy(true);
    lastReason.set(reason.trim());
    const ended = await act(reason.trim());
    setBusy(false);
    if (ended.kind === 'refused') setRefused(ended.text);
    else onClose();
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={() => void run()}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" kind={kind} busy={busy} disabledFor={empty ? 'Say why first' : null}>
            {verb}
          </Button>
        </>
      }
    >
      <div class="stack">
        <div>{children}</div>
        <ReasonField value={reason} onChange={setReason} error={refused} autoFocus />
      </div>
    </Dialog>
  );
}
