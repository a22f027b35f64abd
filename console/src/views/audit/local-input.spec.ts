import { describe, expect, it } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-input.js';

describe('times of the fields', () => {
  it('come back as they were, to the minute', () => {
    for (const at of ['2026-07-01T12:30:00.000Z', '2026-01-31T23:59:00.000Z']) {
      expect(fromLocalInput(toLocalInput(at))).toBe(at);
    }
  });

  it('are nothing where nothing is typed, or where the address has no time', () => {
    expect(fromLocalInput('')).toBeNull();
    expect(toLocalInput('yesterday')).toBe('');
  });
});
