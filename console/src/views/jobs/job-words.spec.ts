import { describe, expect, it } from 'vitest';
import { ACTIONS, actionWords, PLANNED_ACTIONS, titleOf } from './job-words.js';

describe('the words for a job', () => {
  it('name each action, and the role that it needs', () => {
    expect(titleOf({ action: 'erase', total: 1 })).toBe('Erase 1 event');
    expect(PLANNED_ACTIONS.map((action) => ACTIONS[action].needs)).toEqual([
      'operator',
      'operator',
      'operator',
      'operator',
      'admin',
    ]);
  });

  it('show a job of a newer service, and let only admins touch it', () => {
    expect(actionWords('reroute')).toMatchObject({ verb: 'reroute', needs: 'admin', danger: true });
  });
});
