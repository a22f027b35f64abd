import { describe, expect, it } from 'vitest';
import { actionWords, actorWords } from './audit-words.js';

describe('the audit in words', () => {
  it('says an action with who did it before it', () => {
    expect(actionWords('event_discarded')).toBe('discarded an event');
  });

  it('shows an action that it does not know by its name', () => {
    expect(actionWords('moon_painted')).toBe('moon painted');
    expect(actionWords('toString')).toBe('toString');
  });

  it('says what kind of caller it was', () => {
    const actor = { name: 'ci', kind: 'key', role: 'operator', address: null };
    expect(actorWords(actor)).toBe('API key, operator');
    expect(actorWords({ ...actor, kind: 'service', role: null })).toBe('the service itself');
  });
});
