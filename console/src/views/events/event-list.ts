import { get } from '../../api/client.js';
import type { AnswerOf, Operation } from '../../api/operation.js';
import type { EventSummary } from '../../api/types.js';
import { createStore, type Store } from '../../state/store.js';
import { apiQueryOf, type EventQuery } from './event-query.js';
import { NOTHING, type ListState, type RowOutcome } from './list-state.js';

export const PAGE_SIZE = 100;

/** Rows of a range that are selected at once: a job takes no more that were picked. */
const MOST_BETWEEN = 10_000;

type EventsPage = AnswerOf<Operation<'/api/v1/dlq/events', 'get'>>;

const pageAt = (row: number) => Math.floor(row / PAGE_SIZE);

/** The events that a query matches. Of a long list only the pages are loaded that somebody looks at. */
export class EventList {
  readonly state: Store<ListState> = createStore(NOTHING);
  private rows: Array<EventSummary | undefined> = [];
  /** Of each page that is loaded: what leads to the next one; empty: there is none. */
  private readonly tokens = new Map<number, string>();
  /** The pages that somebody looks at. */
  private wanted = { first: 0, last: 0 };
  /** What is shown is from before; the first page comes next. */
  private isOld = true;
  private running: AbortController | null = null;
  /** The row that was checked last. By its key: a newer list has other rows at the same places. */
  private lastChecked: string | null = null;

  constructor(readonly query: EventQuery) {}

  change(change: Partial<ListState>): void {
    this.state.set({ ...this.state.get(), ...change });
  }

  /** Loads these rows next, and no other ones that were needed before. One page is under way at a time. */
  need(first: number, last = first): void {
    this.wanted = { first: pageAt(first), last: pageAt(last) };
    if (this.running === null && this.state.get().error === null) void this.load();
  }

  /** Begins again. What is shown stays until the first page has come. */
  reload(): void {
    this.running?.abort();
    this.running = null;
    this.isOld = true;
    void this.load();
  }

  private async load(): Promise<void> {
    if (this.missingPage() === null) return;
    const controller = new AbortController();
    this.running = controller;
    this.change({ loading: true, error: null });
    try {
      for (let page = this.missingPage(); page !== null; page = this.missingPage()) {
        const answer = await this.page(page, controller.signal);
        if (this.running !== controller) return;
        if (this.isOld) this.begin();
        this.take(page, answer);
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

  /** The next page to load; `null`: everything is there. */
  private missingPage(): number | null {
    if (this.isOld) return 0;
    const end = Math.min(this.wanted.last, pageAt((this.state.get().matched ?? 0) - 1));
    for (let page = this.wanted.first; page <= end; page++) if (!this.tokens.has(page)) return page;
    return null;
  }

  private begin(): void {
    this.isOld = false;
    this.rows = [];
    this.tokens.clear();
    this.change({
      asOf: Date.now(),
      loaded: 0,
      matched: null,
      nowMatched: null,
      outcomes: new Map(),
      cursor: -1,
    });
  }

  private take(page: number, { items, next_token, matched: now, catalog }: EventsPage): void {
    const start = page * PAGE_SIZE;
    const isNew = !this.tokens.has(page);
    this.tokens.set(page, next_token);
    const end = start + items.length;
    const before = this.state.get().matched ?? Math.max(now, end);
    // Here the list ends, wherever it ended when it began.
    const matched =
      next_token !== '' ? Math.max(before, end) : items.length > 0 ? end : Math.min(before, now, start);
    this.makeRoom(matched);
    for (const [nth, item] of items.entries()) this.rows[start + nth] = item;
    // Behind a jump each row stands as many places further as events came, so the person is told that they did.
    const moved = now === before ? {} : { nowMatched: now };
    const warming = catalog.state === 'warming';
    const loaded = this.state.get().loaded + (isNew ? items.length : 0);
    this.change({ rows: this.rows, loaded, matched, warming, ...moved });
  }

  private makeRoom(rows: number): void {
    while (this.rows.length < rows) this.rows.push(undefined);
    this.rows.length = rows;
  }

  /** What follows a page that is loaded has no gap to it, whatever came meanwhile; any other page is where it is now. */
  private page(page: number, signal: AbortSignal) {
    const token = this.isOld ? undefined : this.tokens.get(page - 1);
    const query = {
      ...apiQueryOf(this.query),
      limit: PAGE_SIZE,
      ...(token === undefined ? page > 0 && { offset: page * PAGE_SIZE } : { next_token: token }),
    };
    return get('/api/v1/dlq/events', { query, signal });
  }

  /**
   * Looks whether the list has changed. A list of which one page is loaded is replaced; of more the new number is told, so
   * that no row moves under the person's hand. The row of the cursor holds as well: a key acts on what stands there.
   */
  async look(signal: AbortSignal): Promise<void> {
    if (this.running !== null || this.state.get().asOf === null) return;
    const page = await this.page(0, signal);
    const { selected, matched, outcomes, cursor } = this.state.get();
    if (this.running !== null || signal.aborted) return;
    const warming = page.catalog.state === 'warming';
    const isUntouched = selected.size === 0 && outcomes.size === 0;
    const cursorStays = cursor < 0 || page.items[cursor]?.key === this.rows[cursor]?.key;
    const isFirstPage = this.tokens.size === 1 && this.tokens.has(0);
    if (isFirstPage && isUntouched && cursorStays) {
      this.rows = [...page.items];
      this.makeRoom(page.matched);
      this.tokens.set(0, page.next_token);
      this.change({
        rows: this.rows,
        loaded: page.items.length,
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
   * Selects a row, or takes it out of the selection. Of a range the rows between that are not loaded yet are loaded first, so
   * that none is left out unseen; of a range of more than MOST_BETWEEN rows only this row is taken.
   *
   * @param toHere with every row between it and the one that was checked last
   */
  async check(index: number, on: boolean, toHere: boolean): Promise<void> {
    const before = toHere ? this.rows.findIndex((row) => row?.key === this.lastChecked) : -1;
    const from = before < 0 ? index : before;
    this.lastChecked = this.rows[index]?.key ?? null;
    this.selectRows(index, index, on);
    const [first, last] = [Math.min(from, index), Math.max(from, index)];
    if (last - first > MOST_BETWEEN || !(await this.fill(first, last))) return;
    this.selectRows(first, last, on);
  }

  /** @returns whether all rows of the range are there, and the list is still the same one */
  private async fill(first: number, last: number): Promise<boolean> {
    const { rows } = this;
    try {
      for (let page = pageAt(first); page <= pageAt(last); page++) {
        if (this.tokens.has(page)) continue;
        const answer = await this.page(page, new AbortController().signal);
        if (rows !== this.rows || this.isOld) return false;
        this.take(page, answer);
      }
      return true;
    } catch (error) {
      this.change({ error });
      return false;
    }
  }

  private selectRows(first: number, last: number, on: boolean): void {
    this.select(
      this.rows.slice(first, last + 1).flatMap((row) => row?.trace_id ?? []),
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
