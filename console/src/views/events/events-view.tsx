import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { signInState } from '../../api/credential.js';
import { useFilters } from '../../router/use-filters.js';
import { navigate, place, usePlace } from '../../router/location.js';
import { withFilters } from '../../router/filters.js';
import { useStore } from '../../state/store.js';
import { Button } from '../../ui/button.js';
import { count } from '../../ui/format.js';
import { PageHeader } from '../../ui/page-header.js';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.js';
import { Time } from '../../ui/time.js';
import { COLUMNS, chosenColumns } from './columns.js';
import type { EventList } from './event-list.js';
import { eventQueryIn, FILTER_NAMES, type Sort } from './event-query.js';
import { EventsTable } from './events-table.js';
import { FilterBar } from './filter-bar.js';
import { listOf } from './recent-lists.js';
import { addressOf, ColumnsMenu, ExportMenu, ViewsMenu } from './list-menus.js';
import { keepListAddress } from './neighbours.js';
import { AllThatMatch, SelectionBar } from './selection-bar.js';
import { SeveralDialog } from './several-dialog.js';
import { useListKeys } from './use-list-keys.js';
import './events.css';

/** The list is looked at again as often as this. */
const LOOK_MS = 10_000;

export default function EventsView() {
  const { query: address } = usePlace();
  const query = eventQueryIn(address);
  const list = listOf(query);
  const state = useStore(list.state);
  const [filters, change] = useFilters(FILTER_NAMES);
  const chosen = useStore(chosenColumns);
  const columns = useMemo(() => COLUMNS.filter(({ name }) => chosen.includes(name)), [chosen]);
  const [acting, setActing] = useState<{ action: 'retry' | 'discard'; traceIds: string[] } | null>(null);
  const moveRef = useRef<(by: number) => void>(() => undefined);

  useEffect(() => {
    // Later its rows say which of them are looked at.
    if (list.state.get().matched === null) list.need(0);
    keepListAddress(addressOf(address.toString()));
  }, [list]);
  useSignIn(list);
  useLooking(list);
  const turnRound = () => {
    const now = place.get();
    const order = query.order === 'desc' ? 'asc' : null;
    navigate(withFilters(now.path, now.query, { order }), { replace: true });
    window.scrollTo(0, 0);
  };
  useListKeys(list, moveRef, turnRound, (action, traceIds) => setActing({ action, traceIds }));

  const sortBy = (sort: Sort) => {
    const order = query.sort === sort && query.order === 'desc' ? 'asc' : null;
    const now = place.get();
    navigate(withFilters(now.path, now.query, { sort, order }), { replace: true });
  };
  const { matched, rows, error, selected } = state;
  return (
    <>
      <div class="stack events-top">
        <PageHeader
          title="Events"
          actions={
            <>
              <ViewsMenu query={address.toString()} />
              <ColumnsMenu />
              <ExportMenu filters={filters} />
            </>
          }
        >
          <Summary list={list} />
        </PageHeader>
        <FilterBar filters={filters} change={change} />
        {matched !== null && matched > 1 && selected.size === 0 && (
          <div class="row small">
            <AllThatMatch list={list} matched={matched} />
          </div>
        )}
        {error !== null && rows.length > 0 && <ErrorState error={error} retry={() => list.reload()} />}
      </div>
      {error !== null && rows.length === 0 ? (
        <ErrorState error={error} retry={() => list.reload()} />
      ) : matched === null ? (
        <Skeleton lines={12} />
      ) : matched === 0 ? (
        <Nothing filtered={Object.keys(filters).length > 0} warming={state.warming} />
      ) : (
        <EventsTable list={list} query={query} columns={columns} onSort={sortBy} moveRef={moveRef} />
      )}
      <SelectionBar list={list} onAct={(action) => setActing({ action, traceIds: [...selected] })} />
      {acting !== null && <SeveralDialog {...acting} list={list} onClose={() => setActing(null)} />}
    </>
  );
}

/** How many match, how many are loaded, since when, and whether that has changed. */
function Summary({ list }: { list: EventList }) {
  const { matched, loaded, loading, asOf, nowMatched, warming } = useStore(list.state);
  if (matched === null) return <>Loading</>;
  return (
    <span class="row">
      <span>
        {matched === 1 ? '1 event matches' : `${count(matched)} events match`}
        {loading && loaded > 0 && loaded < matched && `, ${count(loaded)} loaded`}
        {asOf !== null && (
          <>
            {' '}
            · as of <Time at={asOf} form="clock" />
          </>
        )}
      </span>
      {warming && <span>The service is still reading its store; there may be more.</span>}
      {nowMatched !== null && <span>Now it is {count(nowMatched)}.</span>}
      <Button kind="link" onClick={() => list.reload()}>
        Load again
      </Button>
    </span>
  );
}

function Nothing({ filtered, warming }: { filtered: boolean; warming: boolean }) {
  if (warming) {
    return (
      <EmptyState title="The service is still reading its store">
        Events appear here as soon as it has found them.
      </EmptyState>
    );
  }
  return filtered ? (
    <EmptyState title="No event matches">Remove a filter, or search for something else.</EmptyState>
  ) : (
    <EmptyState title="The queue is empty">No event waits here. What fails appears by itself.</EmptyState>
  );
}

/** Asks again for a list that failed, once somebody has signed in. */
function useSignIn(list: EventList): void {
  const state = useStore(signInState);
  useEffect(() => {
    if (state === 'fine' && list.state.get().error !== null) list.reload();
  }, [state, list]);
}

/** Looks whether the list has changed, while the page is visible. */
function useLooking(list: EventList): void {
  useEffect(() => {
    const controller = new AbortController();
    const timer = setInterval(() => {
      // A failed look is no news: the frame says when the service is away, and the next look comes soon.
      if (!document.hidden) void list.look(controller.signal).catch(() => undefined);
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      controller.abort();
    };
  }, [list]);
}
