import { useMemo, useState } from 'preact/hooks';
import { parseExactly, stringifyExactly } from '../../../api/lossless.js';
import { JsonEditor } from '../../../editor/json-editor.js';
import { forgetDraft, keepDraft } from '../../../state/kept-drafts.js';
import { Button } from '../../../ui/button.js';
import { ReasonField } from '../../../ui/reason-field.js';
import { counted } from '../../../ui/format.js';
import { announce } from '../../../ui/live-region.js';
import { changed, lastReason, type Ended } from '../actions.js';
import type { SeenRecord } from '../use-event.js';
import { correctionDraft, type Draft } from './draft.js';
import { ChangedMeanwhile, DryRunNotice, Steps } from './edit-notices.js';
import { jsonPatch, maskedStep } from './json-patch.js';
import { sendCorrection, type Refusal } from './send-correction.js';
import { useDryRun } from './use-dry-run.js';

export interface EditPanelProps {
  /** The record as it is now; it may change while the person writes. */
  seen: SeenRecord;
  onClose: () => void;
  onEnded: (ended: Ended) => void;
}

const textOf = ({ record }: SeenRecord) => stringifyExactly(record.original_event, 2);

/** Corrects an event: an editor, what its schema says while typing, what would change, and sending it. */
export function EditPanel({ seen, onClose, onEnded }: EditPanelProps) {
  const traceId = seen.record.trace_id;
  const [draft, setDraft] = useState<Draft>(
    () => correctionDraft(traceId) ?? { text: textOf(seen), base: textOf(seen), etag: seen.etag },
  );
  const [notKept, setNotKept] = useState(false);
  const [comparing, setComparing] = useState(false);
  const [reason, setReason] = useState(lastReason.get());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const change = (next: Draft) => {
    setDraft(next);
    setNotKept(!keepDraft(traceId, next));
  };
  const parsed = useMemo(() => parsedEvent(draft.text), [draft.text]);
  const base = useMemo(() => parseExactly(draft.base), [draft.base]);
  const steps = useMemo(() => (parsed.event === null ? [] : jsonPatch(base, parsed.event)), [base, parsed]);
  const dryRun = useDryRun(traceId, parsed.event?.payload);
  const masked = maskedStep(steps);
  const movedBase = textOf(seen);
  const isMoved = movedBase !== draft.base;
  const reasonNotTo =
    parsed.error ??
    (masked !== null ? `${masked.path} would be written as [masked]. Write the value itself.` : null) ??
    (isMoved ? 'Look at what has changed meanwhile first' : null) ??
    (steps.length === 0 ? 'Nothing is changed yet' : null);

  const leave = () => {
    forgetDraft(traceId);
    onClose();
  };
  const send = async (retry: boolean, force = false) => {
    if (busy || reasonNotTo !== null) return;
    setBusy(true);
    setRefusal(null);
    lastReason.set(reason.trim());
    // An attempt since then changes the record and not the event: what the person decided still holds.
    const result = await sendCorrection(traceId, steps, {
      etag: seen.etag,
      reason: reason.trim(),
      retry,
      force,
    });
    setBusy(false);
    if ('ended' in result) {
      leave();
      onEnded(result.ended);
      announce(result.ended.text);
    } else {
      setRefusal(result);
      announce(result.text);
    }
    changed(traceId);
  };

  return (
    <section class="card" aria-label="Correct the event">
      <header class="card-header">
        <h2>Correct the event</h2>
        <div class="row">
          <Button pressed={comparing} onClick={() => setComparing(!comparing)}>
            Show the difference
          </Button>
          <Button onClick={leave}>{steps.length === 0 ? 'Close' : 'Throw the draft away'}</Button>
        </div>
      </header>
      <div class="card-content stack">
        {isMoved && (
          <ChangedMeanwhile
            steps={jsonPatch(base, seen.record.original_event)}
            onGoOn={() => {
              change({ ...draft, base: movedBase, etag: seen.etag });
              setComparing(true);
              setRefusal(null);
            }}
          />
        )}
        <JsonEditor
          label="The event as JSON"
          text={draft.text}
          original={comparing ? draft.base : null}
          autoFocus
          onChange={(text) => change({ ...draft, text })}
        />
        {comparing && steps.some(({ op }) => op === 'move') && (
          <p class="muted small">Lines with a blue background only stand elsewhere now.</p>
        )}
        {notKept && (
          <p class="notice notice-warning">
            This browser cannot keep the draft: a reload loses it. Send it, or copy it.
          </p>
        )}
        {parsed.error !== null ? (
          <p class="notice notice-bad" role="status">
            {parsed.error}
          </p>
        ) : (
          <DryRunNotice state={dryRun} />
        )}
        <Steps steps={steps} />
        {refusal !== null && (
          <div class="notice notice-bad" role="alert">
            <p>{refusal.text}</p>
            {refusal.mayForce && (
              <Button busy={busy} onClick={() => void send(false, true)}>
                Keep it although its schema refuses it
              </Button>
            )}
          </div>
        )}
        <ReasonField value={reason} onChange={setReason} />
        <div class="row">
          <Button
            kind="primary"
            needs="operator"
            busy={busy}
            disabledFor={reasonNotTo}
            onClick={() => void send(true)}
          >
            Correct and retry
          </Button>
          <Button needs="operator" busy={busy} disabledFor={reasonNotTo} onClick={() => void send(false)}>
            Correct only
          </Button>
          <span class="muted">{steps.length > 0 && counted(steps.length, 'change')}</span>
        </div>
      </div>
    </section>
  );
}

/** The event that a text says, or why it is none. */
function parsedEvent(text: string): { event: Record<string, unknown> | null; error: string | null } {
  try {
    const event = parseExactly(text);
    if (typeof event !== 'object' || event === null || Array.isArray(event))
      return { event: null, error: 'An event is a JSON object: { ... }.' };
    return { event: { ...event }, error: null };
  } catch (error) {
    return { event: null, error: `This is not JSON yet: ${error instanceof Error ? error.message : ''}` };
  }
}
