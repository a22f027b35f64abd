import type { EventSummary } from '../../api/types.js';
import { hrefOf } from '../../router/location.js';
import { Badge } from '../../ui/badge.js';
import type { EventColumn } from './columns.js';
import type { RowOutcome } from './list-state.js';

export interface EventRowProps {
  index: number;
  /** From the top of the rows, pixels. */
  top: number;
  height: number;
  /** `undefined`: not loaded yet. */
  event: EventSummary | undefined;
  columns: readonly EventColumn[];
  outcome: RowOutcome | undefined;
  selected: boolean;
  atCursor: boolean;
  /** `toHere`: with every row since the one before. */
  onSelect: (on: boolean, toHere: boolean) => void;
  onCursor: () => void;
}

/** One event in the list. What was done with it a moment ago stands in the place of its error. */
export function EventRow(props: EventRowProps) {
  const { index, top, height, event, columns, outcome, selected, atCursor, onSelect, onCursor } = props;
  const place = { transform: `translateY(${top}px)`, height: `${height}px` };
  const row = {
    role: 'row',
    'aria-rowindex': index + 2,
    'data-index': index,
    style: place,
  } as const;
  if (event === undefined) {
    return (
      <div {...row} class="event-row" aria-busy="true">
        <div role="cell" class="event-loading">
          <span class="skeleton-line" />
          <span class="visually-hidden">Loading</span>
        </div>
      </div>
    );
  }
  const { trace_id, event_id, key } = event;
  const name = event_id ?? trace_id ?? key;
  return (
    <div
      {...row}
      class={`event-row ${atCursor ? 'event-row-cursor' : ''} ${selected ? 'event-row-selected' : ''}`}
      onFocusIn={onCursor}
    >
      <div role="cell" class="event-check">
        {trace_id !== null && (
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={selected}
            onClick={({ currentTarget, shiftKey }) => onSelect(currentTarget.checked, shiftKey)}
          />
        )}
      </div>
      <div role="cell" class="event-name cut">
        {trace_id === null ? (
          <span title={key}>{name}</span>
        ) : (
          <a href={hrefOf(`/events/${trace_id}`)} title={trace_id} tabIndex={0}>
            {name}
          </a>
        )}
      </div>
      {columns.map((column) => (
        <div key={column.name} role="cell" class={`cut event-cell-${column.name}`}>
          {column.name === 'error' && outcome !== undefined ? (
            <span title={outcome.text}>
              <Badge tone={outcome.tone}>{outcome.text}</Badge>
            </span>
          ) : (
            column.cell(event)
          )}
        </div>
      ))}
    </div>
  );
}
