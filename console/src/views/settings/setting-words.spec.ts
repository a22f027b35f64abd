import { describe, expect, it } from 'vitest';
import { isChanged, plainMeaning, settingsWith, valueWords, type Setting } from './setting-words.js';

const BATCH: Setting = {
  name: 'RETRY_BATCH',
  value: '8',
  default: '8',
  source: 'default',
  secret: false,
  meaning: 'Records at once.',
};
const SECRET: Setting = {
  ...BATCH,
  name: 'SESSION_SECRET',
  value: null,
  default: null,
  secret: true,
  source: 'file',
};

describe('settings in words', () => {
  it('tell what differs from its default', () => {
    expect(isChanged(BATCH)).toBe(false);
    expect(isChanged({ ...BATCH, source: 'environment' })).toBe(false);
    expect(isChanged({ ...BATCH, source: 'environment', value: '9' })).toBe(true);
    expect(isChanged(SECRET)).toBe(true);
    expect(isChanged({ ...SECRET, source: 'default' })).toBe(false);
  });

  it('say of a secret only whether it is set', () => {
    expect(valueWords(SECRET)).toBe('secret, set');
    expect(valueWords({ ...SECRET, source: 'default' })).toBe('secret, not set');
    expect(valueWords({ ...BATCH, value: null })).toBe('not set');
    expect(valueWords(BATCH)).toBe('8');
  });

  it('are found by all words of a search', () => {
    const groups = [
      { title: 'Retrying', settings: [BATCH] },
      { title: 'Access', settings: [SECRET] },
    ];
    expect(settingsWith(groups, 'retry RECORDS', false)).toEqual([groups[0]]);
    expect(settingsWith(groups, 'retry elephants', false)).toEqual([]);
    expect(settingsWith(groups, '', true)).toEqual([groups[1]]);
  });

  it('have meanings without marks', () => {
    expect(plainMeaning('The file ([its form](notifications.md)) of `A`.')).toBe('The file (its form) of A.');
  });
});
