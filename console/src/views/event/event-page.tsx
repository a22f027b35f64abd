import { useState } from 'preact/hooks';
import { hrefOf } from '../../router/location.js';
import { useParameter } from '../../router/use-filters.js';
import { useStore } from '../../state/store.js';
import { now } from '../../state/now.js';
import { Badge, StatusBadge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { CopyButton } from '../../ui/copy-button.js';
import { duration } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { Time } from '../../ui/time.js';
import { listAddress } from '../events/neighbours.js';
import { withoutNumber, type Ended } from './actions.js';
import { Attempts, Edits } from './attempts.js';
import { errorPlace } from './error-place.js';
import { EventActions } from './event-actions.js';
import { EventJson } from './event-json.js';
import { EditPanel } from './edit/edit-panel.js';
import { correctionDraft } from './edit/draft.js';
import { Facts, Headers } from './facts.js';
import { leaseOf } from './lease.js';
import { OutcomeNotice } from './outcome-notice.js';
import { Reproduce } from './reproduce.js';
import { Revealed } from './revealed.js';
import type { SeenRecord } from './use-event.js';

export interface EventPageProps {
  seen: SeenRecord;
  /** How the last action ended. */
  ended: Ended | null;
  onEnded: (ended: Ended | null) => void;
}

/** One event: why it failed, what it says, what was tried, and what can be done. */
export function EventPage({ seen, ended, onEnded }: EventPageProps) {
  const { record } = seen;
  const { original_event: event, trace_id, status = 'pending', error } = record;
  const [revealed, setRevealed] = useState<SeenRecord | null>(null);
  const name = typeof event.event_id === 'string' ? event.event_id : trace_id;
  // In the address, so that a reload comes back to the draft.
  const [editing, setEditing] = useParameter('edit', '');
  const hasDraft = editing === '' && correctionDraft(trace_id) !== null;
  const place = errorPlace(error, event);
  return (
    <div class="stack event-page">
      <PageHeader
        title={name}
        actions={
          <EventActions
            seen={seen}
            onEnded={onEnded}
            onRevealed={setRevealed}
            onEdit={() => setEditing('yes')}
          />
        }
      >
        <span class="row">
          <StatusBadge status={status} />
          {record.uncorrected_event && <Badge tone="accent">corrected</Badge>}
          <span>
            failed <Time at={record.failed_at} />
          </span>
          <span class="wide-only">
            <code>{trace_id}</code> <CopyButton label="Copy the trace id" text={trace_id} />
          </span>
          <a href={hrefOf(listAddress())}>Back to the list</a>
        </span>
      </PageHeader>
      {ended !== null && <OutcomeNotice ended={ended} />}
      <LeaseNotice seen={seen} />
      {error !== '' && (
        <p class={`notice ${status === 'resolved' ? '' : 'notice-bad'} event-words`}>
          <strong>{record.error_code ?? 'failed'}</strong>: {withoutNumber(error)}
        </p>
      )}
      {revealed !== null && (
        <Revealed seen={revealed} place={place} error={error} onClose={() => setRevealed(null)} />
      )}
      <div class="event-columns">
        <div class="stack">
          {hasDraft && (
            <p class="notice notice-warning">
              There is a draft of a correction from before.{' '}
              <Button kind="link" onClick={() => setEditing('yes')}>
                Go on with it
              </Button>
            </p>
          )}
          {editing !== '' && <EditPanel seen={seen} onClose={() => setEditing('')} onEnded={onEnded} />}
          {revealed === null && editing === '' && (
            <EventJson key={seen.etag} value={event} place={place} error={withoutNumber(error)} />
          )}
          <Reproduce record={record} />
        </div>
        <div class="stack">
          <Facts record={record} />
          <Attempts attempts={record.attempts ?? []} />
          <Edits edits={record.edits ?? []} />
          <Headers received={record.received ?? null} />
        </div>
      </div>
    </div>
  );
}

/** Says that an attempt is under way, whose it is, and until when. */
function LeaseNotice({ seen: { record } }: { seen: SeenRecord }) {
  const lease = leaseOf(record, useStore(now));
  if (lease === null) return null;
  return (
    <p class="notice notice-warning" role="status">
      An attempt by {lease.owner} holds this event
      {lease.leftMs > 0
        ? `, for ${duration(lease.leftMs / 1_000)} at the most. It cannot be changed meanwhile.`
        : '. Its time is over, so the next attempt takes it over.'}
    </p>
  );
}
