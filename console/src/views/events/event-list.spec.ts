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
    await vi.waitFor(() => expect(list.state.get()).toMatchObject({ loading: false }));
    return list;
  };
  const keysOf = (list: EventList) => list.state.get().rows.map(({ key }) => key);

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
