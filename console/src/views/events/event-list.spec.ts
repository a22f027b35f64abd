import { afterEach, describe, expect, it, vi } from 'vitest';
import { EventList } from './event-list.js';

const { signal } = new AbortController();

describe('EventList.look', () => {
  afterEach(() => vi.unstubAllGlobals());

  let answer = { keys: ['a', 'b'], state: 'ready' };
  const open = async (): Promise<EventList> => {
    vi.stubGlobal('fetch', () => {
      const items = answer.keys.map((key) => ({ key, trace_id: key }));
      const page = { items, matched: items.length, next_token: '', catalog: { state: answer.state } };
      return Promise.resolve(Response.json(page));
    });
    const list = new EventList({ filters: {}, sort: 'first_failed_at', order: 'desc' });
    list.need(0);
    await expect.poll(() => list.state.get()).toMatchObject({ loading: false });
    return list;
  };
  const keysOf = (list: EventList) => list.state.get().rows.map((row) => row?.key);

  it('replaces a short list', async () => {
    answer = { keys: ['a', 'b'], state: 'ready' };
    const list = await open();
    answer = { keys: ['new', 'a', 'b'], state: 'ready' };
    await list.look(signal);
    expect(keysOf(list)).toEqual(['new', 'a', 'b']);
  });

  it('leaves the event under the cursor where it is, and tells the new number', async () => {
    answer = { keys: ['a', 'b'], state: 'ready' };
    const list = await open();
    list.change({ cursor: 1 });
    answer = { keys: ['new', 'a', 'b'], state: 'ready' };
    await list.look(signal);
    expect(keysOf(list)).toEqual(['a', 'b']);
    expect(list.state.get()).toMatchObject({ nowMatched: 3, cursor: 1 });
    answer = { keys: ['a', 'b', 'later'], state: 'ready' };
    await list.look(signal);
    expect(keysOf(list)).toEqual(['a', 'b', 'later']);
  });

  it('knows when the service has read its store', async () => {
    answer = { keys: [], state: 'warming' };
    const list = await open();
    expect(list.state.get().warming).toBe(true);
    answer = { keys: [], state: 'ready' };
    await list.look(signal);
    expect(list.state.get().warming).toBe(false);
  });
});

describe('EventList.need', () => {
  afterEach(() => vi.unstubAllGlobals());

  /** A service with numbered events: a token is the number of the event to go on with. */
  const open = async (many: number) => {
    const asked: string[] = [];
    const service = { many };
    vi.stubGlobal('fetch', (url: string) => {
      const query = new URL(url, 'http://localhost').searchParams;
      const from = Number(query.get('next_token') ?? query.get('offset') ?? 0);
      asked.push(`${query.has('next_token') ? 'token' : 'offset'} ${from}`);
      const keys = Array.from({ length: service.many }, (_, nth) => String(nth)).slice(from, from + 100);
      const end = from + keys.length;
      const items = keys.map((key) => ({ key, trace_id: key }));
      const next_token = end < service.many ? String(end) : '';
      const page = { items, matched: service.many, next_token, catalog: { state: 'ready' } };
      return Promise.resolve(Response.json(page));
    });
    const list = new EventList({ filters: {}, sort: 'first_failed_at', order: 'desc' });
    const need = async (first: number, last = first) => {
      list.need(first, last);
      await expect.poll(() => list.state.get().rows[last]).toMatchObject({ key: String(last) });
    };
    await need(0);
    return { list, need, asked, service };
  };

  it('loads of a jump only what is looked at, and goes on from there without a gap', async () => {
    const { list, need, asked } = await open(20_000);
    await need(10_050, 10_080);
    await need(10_090, 10_120);
    await need(19_999);
    expect(asked).toEqual(['offset 0', 'offset 10000', 'token 10100', 'offset 19900']);
    expect(list.state.get()).toMatchObject({ matched: 20_000, loaded: 400, nowMatched: null });
    expect(list.state.get().rows[10_200]).toBeUndefined();
  });

  it('leaves out what was scrolled over while a page was under way', async () => {
    const { list, need, asked } = await open(20_000);
    for (let row = 1_000; row < 15_000; row += 500) list.need(row, row + 30);
    await need(15_000);
    expect(asked).toEqual(['offset 0', 'offset 1000', 'offset 15000']);
  });

  it('tells that the number has changed, and ends where the list ends now', async () => {
    const { list, need, service } = await open(1_000);
    service.many = 1_002;
    await need(500);
    expect(list.state.get()).toMatchObject({ matched: 1_000, nowMatched: 1_002 });
    service.many = 850;
    list.need(900);
    await expect.poll(() => list.state.get()).toMatchObject({ matched: 850, nowMatched: 850 });
    list.reload();
    await expect.poll(() => list.state.get()).toMatchObject({ matched: 850, nowMatched: null });
  });

  it('selects a range only with all rows between, and loads those that are missing', async () => {
    const { list, need, asked } = await open(20_000);
    await list.check(3, true, false);
    await need(950);
    await list.check(950, true, true);
    expect(list.state.get().selected.size).toBe(948);
    expect(asked.slice(2)).toEqual([100, 200, 300, 400, 500, 600, 700, 800].map((from) => `token ${from}`));
    await need(15_000);
    await list.check(15_000, true, true);
    expect(list.state.get().selected.size).toBe(949);
  });
});
