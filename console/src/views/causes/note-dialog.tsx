import { useState } from 'preact/hooks';
import { ApiProblem } from '../../api/problem.js';
import type { Group, Note, NoteRequest } from '../../api/types.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { Field } from '../../ui/field.js';
import { ReasonField } from '../../ui/reason-field.js';
import { Time } from '../../ui/time.js';
import { toast } from '../../ui/toast.js';
import { DURATIONS, hoursFromNow } from './note-change.js';
import { saveNote } from './save-note.js';

const STATES = [
  { state: 'open', label: 'Open', means: 'people are told of it' },
  { state: 'acknowledged', label: 'Acknowledged', means: 'somebody knows' },
  { state: 'muted', label: 'Muted', means: 'nobody is told of it' },
] as const;

export interface NoteDraft {
  group: Group;
  /** What the dialog begins with. */
  request: NoteRequest;
  /** What somebody else has written meanwhile, where that is why the dialog is open. */
  theirs?: Note | null;
  /** Why the dialog is open: what the service said to the click. */
  failure?: Error;
}

/** Says something of a cause: its state, who looks after it and until when, and a text. */
export function NoteDialog({ draft, onClose }: { draft: NoteDraft; onClose: () => void }) {
  const { group } = draft;
  const [request, setRequest] = useState(draft.request);
  const [seen, setSeen] = useState<Note | null>(draft.theirs === undefined ? group.note : draft.theirs);
  const [theirs, setTheirs] = useState<Note | null | undefined>(draft.theirs);
  const [failure, setFailure] = useState<Error | null>(draft.failure ?? null);
  const [busy, setBusy] = useState(false);
  const change = (changes: Partial<NoteRequest>) => setRequest({ ...request, ...changes });
  const wrong = (field: string) => (failure instanceof ApiProblem ? failure.field(field) : null);

  const save = async () => {
    if (busy) return;
    setBusy(true);
    setFailure(null);
    try {
      const saved = await saveNote(group.fingerprint, withoutEmpty(request), seen);
      if (saved.outcome === 'saved') {
        toast('The note is saved');
        onClose();
        return;
      }
      setTheirs(saved.theirs);
      setSeen(saved.theirs);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      setFailure(error);
    }
    setBusy(false);
  };

  return (
    <Dialog
      title="Note on a cause"
      onClose={onClose}
      onSubmit={() => void save()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" needs="operator" busy={busy}>
            {theirs === undefined ? 'Save' : 'Save over it'}
          </Button>
        </>
      }
    >
      <p class="muted">{group.error}</p>
      {theirs !== undefined && <TheirNote note={theirs} />}
      {failure !== null && (
        <p class="notice notice-bad" role="alert">
          {failure.message}
        </p>
      )}
      <fieldset class="choices">
        <legend class="field-label">State</legend>
        {STATES.map(({ state, label, means }) => (
          <label key={state} class="choice">
            <input
              type="radio"
              name="state"
              checked={request.state === state}
              onChange={() => change({ state })}
            />
            {label} <span class="muted">· {means}</span>
          </label>
        ))}
      </fieldset>
      <Field label="What people should know" error={wrong('text')}>
        {(id) => (
          <textarea
            id={id}
            class="textarea"
            maxLength={2_000}
            value={request.text ?? ''}
            onInput={({ currentTarget }) => change({ text: currentTarget.value })}
          />
        )}
      </Field>
      <Field label="Who looks after it" error={wrong('owner')}>
        {(id) => (
          <input
            id={id}
            class="input"
            maxLength={200}
            value={request.owner ?? ''}
            onInput={({ currentTarget }) => change({ owner: currentTarget.value })}
          />
        )}
      </Field>
      <Until request={request} change={change} error={wrong('until')} />
      <ReasonField
        value={request.reason ?? ''}
        onChange={(reason) => change({ reason })}
        error={wrong('reason')}
      />
    </Dialog>
  );
}

function Until(props: {
  request: NoteRequest;
  change: (changes: Partial<NoteRequest>) => void;
  error: string | null;
}) {
  const { request, change, error } = props;
  return (
    <div class="field">
      <span class="field-label">Until</span>
      <div class="row">
        <span>{request.until ? <Time at={request.until} form="short" /> : 'no end'}</span>
        <span class="spacer" />
        {DURATIONS.map(({ name, hours }) => (
          <Button key={name} kind="quiet" onClick={() => change({ until: hoursFromNow(hours) })}>
            {name}
          </Button>
        ))}
        <Button kind="quiet" onClick={() => change({ until: '' })}>
          no end
        </Button>
      </div>
      {error !== null && <p class="field-error">{error}</p>}
      <p class="field-hint">Then it is open again, and nobody's.</p>
    </div>
  );
}

/** What somebody else wrote meanwhile; the person's own text is still in the fields. */
function TheirNote({ note }: { note: Note | null }) {
  return (
    <div class="notice notice-warning" role="alert">
      {note === null ? (
        'Somebody has removed the note meanwhile. Yours is still here.'
      ) : (
        <>
          <strong>{note.updated_by}</strong> wrote meanwhile (<Time at={note.updated_at} />
          ), and yours is still here: {note.state}
          {note.owner && `, ${note.owner} looks after it`}
          {note.text && `: “${note.text}”`}
        </>
      )}
    </div>
  );
}

function withoutEmpty({ state, text, owner, until, reason }: NoteRequest): NoteRequest {
  return {
    state,
    ...(text && { text }),
    ...(owner && { owner }),
    ...(until && { until }),
    ...(reason && { reason }),
  };
}
