import { useState } from 'preact/hooks';
import { call } from '../../api/client.js';
import { parseExactly } from '../../api/lossless.js';
import { useCommands } from '../../state/commands.js';
import { useMe } from '../../state/session.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { Button, refusalOf } from '../../ui/button.js';
import { announce } from '../../ui/live-region.js';
import { toastRefusal } from '../../ui/toast.js';
import { changed, closeEvent, endOf, retryEvent, type Ended } from './actions.js';
import { ReasonDialog } from './reason-dialog.js';
import type { EventRecord } from './record.js';
import type { SeenRecord } from './use-event.js';

type Asking = 'retry' | 'discard' | 'restore' | 'undo' | 'reveal';

export interface EventActionsProps {
  seen: SeenRecord;
  onEnded: (ended: Ended | null) => void;
  onRevealed: (seen: SeenRecord) => void;
  /** Opens the editor. */
  onEdit?: () => void;
}

const VERBS: Record<Asking, { verb: string; title: string; says: string }> = {
  retry: {
    verb: 'Retry now',
    title: 'Retry this event?',
    says: 'It is tried now, whatever its schedule says.',
  },
  discard: {
    verb: 'Discard',
    title: 'Discard this event?',
    says: 'It leaves the queue without being delivered. It can be restored until it is purged.',
  },
  restore: { verb: 'Restore', title: 'Restore this event?', says: 'It is parked again, and waits for you.' },
  undo: {
    verb: 'Undo the correction',
    title: 'Undo the correction?',
    says: 'The event becomes what arrived. Nothing is retried.',
  },
  reveal: {
    verb: 'Reveal',
    title: 'Show the masked values?',
    says: 'They are shown until you leave this page. The audit keeps who looked, and why.',
  },
};

/** What can be done with one event: buttons, keys and commands. */
export function EventActions({ seen, onEnded, onRevealed, onEdit }: EventActionsProps) {
  const { record, etag } = seen;
  const { trace_id: traceId, status = 'pending' } = record;
  const [asking, setAsking] = useState<Asking | null>(null);
  const [busy, setBusy] = useState(false);
  const refusal = refusalOf('operator', useMe()?.role);
  const open = ['pending', 'parked', 'received'].includes(status);
  const closed = open ? null : `It is ${status}`;
  const off = refusal ?? closed;

  const end = (ended: Ended) => {
    onEnded(ended);
    announce(ended.text);
    return ended;
  };
  const retry = async () => {
    if (busy) return;
    setBusy(true);
    const ended = end(await retryEvent(traceId));
    setBusy(false);
    if (ended.needsReason) setAsking('retry');
  };
  const act = async (action: Asking, reason: string): Promise<Ended> => {
    if (action === 'retry') return end(await retryEvent(traceId, reason));
    if (action === 'discard' || action === 'restore')
      return end(await closeEvent(action, traceId, reason, etag));
    const ended = await (action === 'undo'
      ? undo(traceId, etag, reason)
      : reveal(traceId, reason, onRevealed));
    return action === 'reveal' ? ended : end(ended);
  };
  const ask = (what: Asking) => () => setAsking(what);

  /** Buttons and commands are disabled, and say why. A key has no such state. */
  const orWhyNot = (run: () => void) => () => (off === null ? run() : toastRefusal(off));

  useShortcuts([
    { keys: 'r', does: 'Retry this event', run: orWhyNot(() => void retry()) },
    { keys: 'd', does: 'Discard this event', run: orWhyNot(ask('discard')) },
    { keys: 'e', does: 'Correct this event', run: orWhyNot(() => onEdit?.()) },
    {
      keys: '/',
      does: 'Search in the event',
      run: () => document.getElementById('event-json-search')?.focus(),
    },
  ]);
  useCommands([
    { id: 'event-retry', title: 'Retry this event', disabledFor: off, run: () => void retry() },
    ...(onEdit ? [{ id: 'event-edit', title: 'Correct this event', disabledFor: off, run: onEdit }] : []),
    { id: 'event-discard', title: 'Discard this event', disabledFor: off, run: ask('discard') },
    { id: 'event-reveal', title: 'Reveal masked values', disabledFor: refusal, run: ask('reveal') },
  ]);
  return (
    <>
      <Button needs="operator" kind="primary" disabledFor={closed} busy={busy} onClick={() => void retry()}>
        Retry now
      </Button>
      {onEdit && (
        <Button needs="operator" icon="edit" disabledFor={closed} onClick={onEdit}>
          Correct
        </Button>
      )}
      {record.uncorrected_event && (
        <Button needs="operator" disabledFor={closed} onClick={ask('undo')}>
          Undo the correction
        </Button>
      )}
      <Button needs="operator" icon="eye" onClick={ask('reveal')}>
        Reveal
      </Button>
      {status === 'discarded' ? (
        <Button needs="operator" onClick={ask('restore')}>
          Restore
        </Button>
      ) : (
        <Button needs="operator" icon="trash" disabledFor={closed} onClick={ask('discard')}>
          Discard
        </Button>
      )}
      {asking !== null && (
        <ReasonDialog
          title={VERBS[asking].title}
          verb={VERBS[asking].verb}
          kind={asking === 'discard' ? 'danger' : 'primary'}
          required={asking === 'reveal'}
          act={(reason) => act(asking, reason)}
          onClose={() => setAsking(null)}
        >
          {VERBS[asking].says}
        </ReasonDialog>
      )}
    </>
  );
}

async function undo(traceId: string, etag: string, reason: string): Promise<Ended> {
  try {
    const path = { trace_id: traceId };
    await call('post', '/api/v1/dlq/events/{trace_id}/undo', { path, ifMatch: etag, body: bodyOf(reason) });
    return { kind: 'done', text: 'The event is what arrived again.' };
  } catch (error) {
    return await endOf(error, traceId);
  } finally {
    changed(traceId);
  }
}

async function reveal(traceId: string, reason: string, show: (seen: SeenRecord) => void): Promise<Ended> {
  try {
    const options = { path: { trace_id: traceId }, body: bodyOf(reason), read: parseExactly };
    const { body, etag } = await call('post', '/api/v1/dlq/events/{trace_id}/reveal', options);
    const record: unknown = body;
    show({ record: record as EventRecord, etag: etag ?? '' });
    return { kind: 'done', text: 'Masked values are shown.' };
  } catch (error) {
    return await endOf(error, traceId);
  }
}

function bodyOf(reason: string): { reason?: string } {
  return reason === '' ? {} : { reason };
}
