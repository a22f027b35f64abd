import { useEffect, useRef, useState } from 'preact/hooks';
import { hrefOf } from '../../router/location.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { Dialog } from '../../ui/dialog.js';
import { ReasonField } from '../../ui/reason-field.js';
import { count, counted } from '../../ui/format.js';
import { announce } from '../../ui/live-region.js';
import { closeEvent, lastReason, retryEvent, type Ended } from '../event/actions.js';
import type { EventList } from './event-list.js';
import { outcomeOf } from './list-state.js';

/** Events that the dialog names; of more it says how many. */
const MOST_NAMED = 3;

const TONES = { done: 'good', failed: 'bad', gone: 'neutral', refused: 'warning' } as const;

export interface SeveralDialogProps {
  action: 'retry' | 'discard';
  traceIds: readonly string[];
  list: EventList;
  onClose: () => void;
}

/** Does one action with several events, one after the other, and shows how each of them ended. */
export function SeveralDialog({ action, traceIds, list, onClose }: SeveralDialogProps) {
  const [reason, setReason] = useState(lastReason.get());
  const [results, setResults] = useState<ReadonlyArray<{ id: string; ended: Ended }>>([]);
  const [state, setState] = useState<'asking' | 'running' | 'ended'>('asking');
  const stopped = useRef(false);
  useEffect(() => () => void (stopped.current = true), []);

  const run = async () => {
    if (state !== 'asking') return;
    setState('running');
    lastReason.set(reason.trim());
    const ends: Array<{ id: string; ended: Ended }> = [];
    for (const id of traceIds) {
      if (stopped.current) break;
      const ended =
        action === 'retry'
          ? await retryEvent(id, reason.trim())
          : await closeEvent('discard', id, reason.trim());
      ends.push({ id, ended });
      list.note(id, outcomeOf(ended));
      list.select([id], ended.kind === 'refused');
      setResults([...ends]);
    }
    setState('ended');
    announce(summaryOf(ends.map(({ ended }) => ended)));
  };

  const verb = action === 'retry' ? 'Retry' : 'Discard';
  return (
    <Dialog
      title={`${verb} ${counted(traceIds.length, 'event')}`}
      onClose={onClose}
      onSubmit={() => (state === 'ended' ? onClose() : void run())}
      actions={
        state === 'asking' ? (
          <>
            <Button onClick={onClose}>{traceIds.length === 1 ? 'Leave it' : 'Leave them'}</Button>
            <Button type="submit" kind={action === 'discard' ? 'danger' : 'primary'}>
              {verb} {count(traceIds.length)}
            </Button>
          </>
        ) : (
          <Button onClick={onClose}>{state === 'running' ? 'Stop after this one' : 'Close'}</Button>
        )
      }
    >
      {state === 'asking' ? (
        <div class="stack">
          <NamedEvents traceIds={traceIds} list={list} />
          <p>
            {action === 'retry'
              ? 'Each one is tried now, one after the other. Those that fail again stay in the queue.'
              : 'They leave the queue without being delivered. They can be restored until they are purged.'}
          </p>
          <ReasonField value={reason} onChange={setReason} autoFocus />
        </div>
      ) : (
        <div class="stack">
          <p role="status">
            {count(results.length)} of {count(traceIds.length)}:{' '}
            {summaryOf(results.map(({ ended }) => ended))}
          </p>
          <ul class="several-results" tabIndex={0} aria-label="Results">
            {results.map(({ id, ended }) => (
              <li key={id}>
                <Badge tone={TONES[ended.kind]}>{ended.kind}</Badge>{' '}
                <a href={hrefOf(`/events/${id}`)}>{id}</a>
                <div class="muted small">{ended.text}</div>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Dialog>
  );
}

/** Says which events are meant, as their rows do: the cursor may have moved since the person looked. */
function NamedEvents({ traceIds, list }: Pick<SeveralDialogProps, 'traceIds' | 'list'>) {
  const { rows } = list.state.get();
  const named = traceIds.slice(0, MOST_NAMED);
  return (
    <ul aria-label="Which">
      {named.map((id) => {
        const row = rows.find((loaded) => loaded?.trace_id === id);
        return (
          <li key={id} class="several-named">
            <strong>{row?.event_id ?? id}</strong> {row?.tenant_id && `of ${row.tenant_id}`}
            <div class="muted small">{row?.error}</div>
          </li>
        );
      })}
      {traceIds.length > named.length && (
        <li class="muted">and {count(traceIds.length - named.length)} more</li>
      )}
    </ul>
  );
}

/** `3 done, 1 failed` */
export function summaryOf(ends: readonly Ended[]): string {
  const parts = (['done', 'failed', 'refused', 'gone'] as const).flatMap((kind) => {
    const many = ends.filter((end) => end.kind === kind).length;
    return many === 0 ? [] : [`${count(many)} ${kind}`];
  });
  return parts.join(', ') || 'none yet';
}
