import { useEffect, useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { ApiProblem, sentenceOf } from '../../api/problem.js';
import { JsonEditor } from '../../editor/json-editor.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { ReasonField } from '../../ui/reason-field.js';
import { TrialState } from './trial-answer.js';
import type { TriedEvents } from './tried-events.js';
import { useTrial } from './use-trial.js';

export interface PutDialogProps {
  file: string;
  text: string;
  /** The file that is in force; empty where it is new. */
  base: string;
  /** Of the set that the person has seen. */
  etag: string;
  /** The events that the text is tried with before; `null`: there are none to try. */
  events: TriedEvents | null;
  onDone: () => void;
  /** Somebody else has changed the set since the person looked. */
  onMoved: () => void;
  onClose: () => void;
}

/** Shows what changes against the file in force and which events would pass, asks why, and puts the file in force. */
export function PutDialog(props: PutDialogProps) {
  const { file, text, base, etag, events, onDone, onMoved, onClose } = props;
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const trial = useTrial();
  // A set that is not sound fails the check and the put for one reason, which is said once.
  const saidByRefusal = failure !== null && trial.failure !== null;
  useEffect(() => {
    if (events !== null) trial.run({ filter: events.filter, draft: { file, text } });
  }, []);
  const put = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await call('put', '/api/v1/schemas/files/{name}', {
        path: { name: file },
        query: reason.trim() === '' ? {} : { reason: reason.trim() },
        text: { type: file.endsWith('.json') ? 'application/json' : 'text/plain', content: text },
        ifMatch: etag,
      });
      onDone();
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) return onMoved();
      setFailure(error);
      setBusy(false);
    }
  };
  return (
    <Dialog
      wide
      title={`Put ${file} in force?`}
      onClose={onClose}
      onSubmit={() => void put()}
      actions={
        <>
          <Button onClick={onClose}>Go on writing</Button>
          <Button type="submit" kind="primary" needs="admin" busy={busy}>
            Put in force
          </Button>
        </>
      }
    >
      <p>
        The service checks the whole set first. Where it is sound, every process takes it within 5 s. You can
        roll back.
      </p>
      <JsonEditor label="What changes" text={text} original={base} readOnly onChange={() => undefined} />
      {events !== null && !saidByRefusal && (
        <div class="stack" aria-live="polite" role="group" aria-label="The check">
          <TrialState trial={trial} events={events.name} />
        </div>
      )}
      <ReasonField value={reason} onChange={setReason} autoFocus />
      {failure !== null && <Refusal failure={failure} />}
    </Dialog>
  );
}

/** What the service said, with each place that is wrong. */
function Refusal({ failure }: { failure: unknown }) {
  const fields = failure instanceof ApiProblem ? failure.fields : [];
  return (
    <div class="notice notice-bad" role="alert">
      <p>{sentenceOf(failure)}</p>
      {fields.length > 0 && (
        <ul class="refused-fields">
          {fields.map(({ field, expected }) => (
            <li key={field + expected}>
              <code>{field}</code>: {expected}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
