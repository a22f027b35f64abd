import { useState } from 'preact/hooks';
import { ApiProblem } from '../../api/problem.js';
import { hrefOf } from '../../router/location.js';
import { EmptyState, ErrorState, SkeletonPage, StaleNotice } from '../../ui/states.js';
import { PageHeader } from '../../ui/page-header.js';
import { listAddress } from '../events/neighbours.js';
import type { ViewProps } from '../view.js';
import type { Ended } from './actions.js';
import { CorruptRecord } from './corrupt-record.js';
import { EventPage } from './event-page.js';
import { OutcomeNotice } from './outcome-notice.js';
import { useEvent } from './use-event.js';
import { useNeighbourKeys } from './use-neighbour-keys.js';
import './event.css';

export default function EventView({ params }: ViewProps) {
  const traceId = params.trace_id ?? '';
  return <OneEvent key={traceId} traceId={traceId} />;
}

function OneEvent({ traceId }: { traceId: string }) {
  const query = useEvent(traceId);
  useNeighbourKeys(traceId);
  const [ended, setEnded] = useState<Ended | null>(null);
  const problem = query.error instanceof ApiProblem ? query.error : null;
  // While it is asked again as well: what can be done with a record is not offered in between.
  if (problem?.status === 404) {
    return (
      <>
        <PageHeader title="Event" />
        {ended !== null && <OutcomeNotice ended={ended} />}
        <EmptyState title="This event is no longer in the queue">
          It was delivered or removed. <a href={hrefOf(listAddress())}>Go to the list of events</a>, or{' '}
          <a href={hrefOf(`/audit?trace_id=${encodeURIComponent(traceId)}`)}>see who did what with it</a>.
        </EmptyState>
      </>
    );
  }
  if (problem?.code === 'corrupt_record') {
    const accepted = (how: Ended) => {
      setEnded(how);
      query.refresh();
    };
    return <CorruptRecord traceId={traceId} problem={problem} onAccepted={accepted} />;
  }
  if (query.data === undefined) {
    return query.error === null ? <SkeletonPage /> : <ErrorState error={query.error} retry={query.refresh} />;
  }
  return (
    <>
      <StaleNotice query={query} />
      <EventPage seen={query.data} ended={ended} onEnded={setEnded} />
    </>
  );
}
