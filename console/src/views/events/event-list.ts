import { get } from '../../api/client.js';
import type { EventSummary } from '../../api/types.js';
import { queryString } from '../../api/query-string.js';
import { createStore, type Store } from '../../state/store.js';
import type { Ended } from '../event/actions.js';
import { apiQueryOf, type EventQuery } from './event-query.js';

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
  /** The rows that are loaded, from the first on. The array grows in place. */
  rows: readonly EventSummary[];
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

export const PAGE_SIZE = 100;

const NOTHING: ListState = {
  rows: [],
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

/** The events that a query matches, loaded page after page as they are scrolled to. */
export class EventList {
  readonly state: Store<ListState> = createStore(NOTHING);
  private rows: EventSummary[] = [];
  /** Of the next page; empty: there is none. */
  private next: string | null = null;
  private wanted = 0;
  private running: AbortController | null = null;
  /** The row that was checked last. By its key: a newer list has other rows at the same places. */
  private lastChecked: string | null = null;

  constructor(readonly query: EventQuery) {}

  change(change: Partial<ListState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }

  /** Loads as many pages as it takes until a row is there. */
  need(index: number): void {
    this.wanted = Math.max(this.wanted, index);
    if (this.running === null && this.state.get().error === null) void this.load();
  }

  /** Begins again with the first page. What is shown stays until it has come. */
  reload(): void {
    this.running?.abort();
    this.running = null;
    this.next = null;
    this.wanted = PAGE_SIZE - 1;
    void this.load();
  }

  private async load(): Promise<void> {
    const controller = new AbortController();
    this.running = controller;
    this.change({ loading: true, error: null });
    try {
      while (this.next !== '' && (this.next === null || this.rows.length <= this.wanted)) {
        const page = await this.page(this.next, controller.signal);
        if (this.running !== controller) return;
        if (this.next === null) {
          this.rows = [];
          this.change({ asOf: Date.now(), nowMatched: null, outcomes: new Map(), cursor: -1 });
        }
        this.rows.push(...page.items);
        this.next = page.next_token;
        const matched = this.next === '' ? this.rows.length : Math.max(page.matched, this.rows.length);
        this.change({ rows: this.rows, matched, warming: page.catalog.state === 'warming' });
      }
    } catch (error) {
      if (this.running === controller) this.change({ error });
    } finally {
      if (this.running === controller) {
        this.running = null;
        this.change({ loading: false });
      }
    }
  }

  private page(token: string | null, signal: AbortSignal) {
    const query = {
      ...apiQueryOf(this.query),
      limit: PAGE_SIZE,
      ...(token !== null && { next_token: token }),
    };
    return get('/api/v1/dlq/events', { query, signal });
  }

  /**
   * Looks whether the list has changed. A list of one page is replaced; of a longer one the new number is told, so that no
   * row moves under the person's hand. The row of the cursor holds as well: a key acts on what stands there.
   */
  async look(signal: AbortSignal): Promise<void> {
    if (this.running !== null || this.state.get().asOf === null) return;
    const page = await this.page(null, signal);
    const { selected, matched, outcomes, cursor } = this.state.get();
    if (this.running !== null || signal.aborted) return;
    const warming = page.catalog.state === 'warming';
    const isUntouched = selected.size === 0 && outcomes.size === 0;
    const cursorStays = cursor < 0 || page.items[cursor]?.key === this.rows[cursor]?.key;
    if (this.rows.length <= PAGE_SIZE && isUntouched && cursorStays) {
      this.rows = page.items;
      this.next = page.next_token;
      this.change({
        rows: this.rows,
        matched: page.matched,
        asOf: Date.now(),
        nowMatched: null,
        error: null,
        warming,
      });
    } else {
      this.change({ nowMatched: page.matched === matched ? null : page.matched, warming });
    }
  }

  /** Notes what was done with an event. */
  note(traceId: string, outcome: RowOutcome): void {
    this.change({ outcomes: new Map(this.state.get().outcomes).set(traceId, outcome) });
  }

  /**
   * Selects a row, or takes it out of the selection.
   *
   * @param toHere with every row between it and the one that was checked last
   */
  check(index: number, on: boolean, toHere: boolean): void {
    const before = toHere ? this.rows.findIndex(({ key }) => key === this.lastChecked) : -1;
    const from = before < 0 ? index : before;
    this.lastChecked = this.rows[index]?.key ?? null;
    const range = this.rows.slice(Math.min(from, index), Math.max(from, index) + 1);
    this.select(
      range.flatMap(({ trace_id }) => (trace_id === null ? [] : [trace_id])),
      on,
    );
  }

  select(traceIds: readonly string[], on: boolean): void {
    const selected = new Set(this.state.get().selected);
    for (const id of traceIds) {
      if (on) selected.add(id);
      else selected.delete(id);
    }
    this.change({ selected });
  }
}

const MOST_LISTS = 4;
const lists = new Map<string, EventList>();

/** The list of a query; the same as before where it was opened lately, so that the way back finds its rows and place. */
export function listOf(query: EventQuery): EventList {
  const key = queryString(apiQueryOf(query));
  const list = lists.get(key) ?? new EventList(query);
  lists.delete(key);
  lists.set(key, list);
  const [oldest] = lists.keys();
  if (lists.size > MOST_LISTS && oldest !== undefined) lists.delete(oldest);
  return list;
}

/** The list that was looked at last; `null`: none yet. */
export function lastList(): EventList | null {
  return [...lists.values()].at(-1) ?? null;
}
