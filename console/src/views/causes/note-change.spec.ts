import { describe, expect, it } from 'vitest';
import type { Note } from '../../api/types.js';
import { claimOf, noteWith } from './note-change.js';

const NOTE: Note = {
  state: 'muted',
  text: 'known',
  owner: null,
  until: null,
  updated_at: '2026-01-01T00:00:00Z',
  updated_by: 'ada',
  etag: '"1"',
};

describe('a change of a note', () => {
  it('keeps what is not changed, and sends nothing that is empty', () => {
    expect(noteWith(NOTE, { state: 'acknowledged' })).toEqual({ state: 'acknowledged', text: 'known' });
    expect(noteWith(null, {})).toEqual({ state: 'open' });
  });

  it('claims a cause for eight hours', () => {
    expect(claimOf({ ...NOTE, state: 'open' }, 'bob', Date.UTC(2026, 0, 1))).toEqual({
      state: 'open',
      text: 'known',
      owner: 'bob',
      until: '2026-01-01T08:00:00.000Z',
    });
  });

  it('claims a muted cause for as long as the mute lasts', () => {
    const until = '2026-01-08T00:00:00.000Z';
    const claimed = claimOf({ ...NOTE, until }, 'bob', Date.UTC(2026, 0, 1));
    expect(claimed).toEqual({ state: 'muted', text: 'known', owner: 'bob', until });
  });
});
