import { describe, expect, it } from 'vitest';
import { readKeyList } from './key-entry.js';

const SHA = 'a'.repeat(64);

describe('readKeyList', () => {
  it('reads several with commas', () => {
    expect(readKeyList(`ci:operator:${SHA}, me:admin:${'b'.repeat(64)}`).keys).toMatchObject([
      { name: 'ci', role: 'operator' },
      { name: 'me', role: 'admin' },
    ]);
  });

  it('says which one is wrong', () => {
    const of = (text: string) => readKeyList(text).problems;
    expect(of(`ci:operator:${SHA},me:root:x:y`)).toEqual(['key 2: expected name:role:sha256']);
    expect(of('ci')).toEqual(['key 1: expected name:role:sha256']);
    expect(of(`ci:root:${SHA}`)).toEqual(['key 1.role: expected one of viewer, operator, admin']);
    expect(of(`ci:viewer:${SHA},`)).toEqual(['key 2: expected name:role:sha256']);
    expect(of(`ci:viewer:${SHA},ci:viewer:${SHA}`)).toEqual([
      'key 2.name: expected another name than that of key 1',
      'key 2.sha256: expected another sha256 than that of key 1',
    ]);
  });
});
