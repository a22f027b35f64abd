import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useStore } from '../../state/store.js';
import { useMedia } from '../../state/use-media.js';
import { announce } from '../../ui/live-region.js';
import type { EventColumn } from './columns.js';
import type { EventList } from './event-list.js';
import { EventRow } from './event-row.js';
import type { EventQuery, Sort } from './event-query.js';
import { useVirtualRows } from './virtual-rows.js';

const ROW_PX = 36;
const PHONE_ROW_PX = 68;
/** What the top bar and the head of the table, and the bar of the selection, cover. */
const COVERED: readonly [number, number] = [84, 130];
/** The tallest element that browsers lay out is some 16 million pixels. */
export const MOST_ROWS = 200_000;
/** While the scrollbar is dragged, each frame shows other rows: those are loaded at which it rests, milliseconds. */
const REST_MS = 60;

export interface EventsTableProps {
  list: EventList;
  query: EventQuery;
  columns: readonly EventColumn[];
  onSort: (sort: Sort) => void;
  /** Gives the view a function that moves the cursor by some rows. */
  moveRef: { current: (by: number) => void };
}

/** The rows of a list; only those in the window are rendered. */
export function EventsTable({ list, query, columns, onSort, moveRef }: EventsTableProps) {
  const { rows, matched, outcomes, selected, cursor } = useStore(list.state);
  const phone = useMedia('(max-width: 720px)');
  const total = Math.min(matched ?? rows.length, MOST_ROWS);
  const virtual = useVirtualRows({
    count: total,
    rowHeight: phone ? PHONE_ROW_PX : ROW_PX,
    keep: cursor,
    covered: COVERED,
  });
  const [firstSeen, lastSeen] = seenOf(virtual.items, cursor);
  useSeenRows(list, firstSeen, lastSeen);

  const focusWanted = useRef(false);
  moveRef.current = (by) => {
    if (total === 0) return;
    const next = Math.min(Math.max(cursor + by, 0), total - 1);
    list.need(next);
    virtual.scrollTo(next);
    focusWanted.current = true;
    list.change({ cursor: next });
  };
  useLayoutEffect(() => {
    if (!focusWanted.current) return;
    const row = virtual.element.current?.querySelector(`[data-index="${cursor}"]`);
    const target = row?.querySelector('a') ?? row?.querySelector('input');
    if (!(target instanceof HTMLElement)) return;
    focusWanted.current = false;
    target.focus({ preventScroll: true });
  });

  const select = (index: number, on: boolean, toHere: boolean) => {
    void list.check(index, on, toHere).then(() => announce(`${list.state.get().selected.size} selected`));
  };
  const rowOf = useUnchangedRows(list);

  const template = ['2rem', '9rem', ...columns.map(({ width }) => width)].join(' ');
  return (
    <div
      role="table"
      class="events"
      aria-label="Events"
      aria-rowcount={total + 1}
      style={{ '--event-columns': template }}
    >
      <div role="rowgroup" class="event-head">
        <div role="row" class="event-head-row" aria-rowindex={1}>
          <span role="columnheader">
            <span class="visually-hidden">Selected</span>
          </span>
          <span role="columnheader">Event</span>
          {columns.map((column) => (
            <Head key={column.name} column={column} query={query} onSort={onSort} />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        class="event-rows"
        ref={virtual.element}
        style={{ height: `${virtual.totalHeight}px` }}
      >
        {virtual.items.map((item) => {
          const event = rows[item.index];
          const id = event?.trace_id ?? '';
          const top = item.start - virtual.margin;
          const parts = [
            top,
            item.size,
            event,
            columns,
            outcomes.get(id),
            selected.has(id),
            item.index === cursor,
          ];
          return rowOf(item.index, parts, () => (
            <EventRow
              key={item.index}
              index={item.index}
              top={top}
              height={item.size}
              event={event}
              columns={columns}
              outcome={outcomes.get(id)}
              selected={selected.has(id)}
              atCursor={item.index === cursor}
              onSelect={(on, toHere) => select(item.index, on, toHere)}
              onCursor={() => list.change({ cursor: item.index })}
            />
          ));
        })}
      </div>
    </div>
  );
}

/** Has the rows loaded that are seen: at once while they are scrolled through, and after a rest where they are jumped over. */
function useSeenRows(list: EventList, first: number, last: number): void {
  const before = useRef(first);
  useEffect(() => {
    const isJump = Math.abs(first - before.current) > last - first;
    before.current = first;
    if (!isJump) return list.need(first, last);
    const timer = setTimeout(() => list.need(first, last), REST_MS);
    return () => clearTimeout(timer);
  }, [list, first, last]);
}

/** The first and the last row in the window and around it. The row of the keyboard is rendered wherever it stands. */
function seenOf(items: ReadonlyArray<{ index: number }>, cursor: number): [first: number, last: number] {
  const seen = items.filter(({ index }) => index !== cursor);
  return [seen[0]?.index ?? Math.max(cursor, 0), seen.at(-1)?.index ?? Math.max(cursor, 0)];
}

function Head({
  column: { title, sort },
  query,
  onSort,
}: {
  column: EventColumn;
  query: EventQuery;
  onSort: (sort: Sort) => void;
}) {
  if (sort === undefined) return <span role="columnheader">{title}</span>;
  const sorted = query.sort === sort ? (query.order === 'asc' ? 'ascending' : 'descending') : 'none';
  return (
    <span role="columnheader" aria-sort={sorted}>
      <button type="button" class="event-sort" onClick={() => onSort(sort)}>
        {title} <span aria-hidden="true">{{ ascending: '↑', descending: '↓', none: '' }[sorted]}</span>
      </button>
    </span>
  );
}

/** Preact leaves an element alone that is the same as before: while scrolling only new rows are made. */
function useUnchangedRows(list: EventList) {
  const made = useRef<{
    list: EventList;
    rows: Map<number, { parts: readonly unknown[]; row: JSX.Element }>;
  }>({
    list,
    rows: new Map(),
  });
  if (made.current.list !== list || made.current.rows.size > 1_000) made.current = { list, rows: new Map() };
  const { rows } = made.current;
  return (index: number, parts: readonly unknown[], make: () => JSX.Element): JSX.Element => {
    const known = rows.get(index);
    if (known !== undefined && known.parts.every((part, nth) => Object.is(part, parts[nth])))
      return known.row;
    const row = make();
    rows.set(index, { parts, row });
    return row;
  };
}
