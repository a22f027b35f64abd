import type { EventSummary } from '../../api/types.js';
import type { Ended } from '../event/actions.js';

/** What an action of this tab did with an event, shown in its row until the list is loaded again. */
export interface RowOutcome {
  tone: 'good' | 'bad' | 'neutral';
  text: string;
}

/** How an action ended, as its row says it. */
export function outcomeOf({ kind, text }: Ended): RowOutcome {
  return { tone: kind === 'done' ? 'good' : kind === 'gone' ? 'neutral' : 'bad', text };
}

export interface ListState {
  /** By their places; `undefined`: not loaded. The array is changed in place. */
  rows: ReadonlyArray<EventSummary | undefined>;
  /** How many rows are loaded. */
  loaded: number;
  /** How many events match on the service; `null`: not known yet. */
  matched: number | null;
  loading: boolean;
  error: unknown;
  /** The service is still reading its store for the first time. */
  warming: boolean;
  /** When the first page was loaded, milliseconds since the epoch. */
  asOf: number | null;
  /** How many match now, where that differs from what is shown. */
  nowMatched: number | null;
  outcomes: ReadonlyMap<string, RowOutcome>;
  selected: ReadonlySet<string>;
  /** The row on which the keyboard is. */
  cursor: number;
}

/** Of a list that is not loaded. */
export const NOTHING: ListState = {
  rows: [],
  loaded: 0,
  matched: null,
  loading: false,
  error: null,
  warming: false,
  asOf: null,
  nowMatched: null,
  outcomes: new Map(),
  selected: new Set(),
  cursor: -1,
};
