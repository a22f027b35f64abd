import { describe, expect, it } from 'vitest';
import { entryOf, invalidate, reload } from './query-cache.js';

describe('the cache of questions', () => {
  it('keeps the old answer when a later load fails', async () => {
    const entry = entryOf('kept');
    entry.loads = [() => Promise.resolve(1)];
    await reload('kept');
    entry.loads = [() => Promise.reject(new Error('away'))];
    await reload('kept');
    expect(entry.store.get()).toMatchObject({ data: 1, loading: false, error: new Error('away') });
  });

  it('takes only the answer of the latest load', async () => {
    const entry = entryOf('race');
    let answerFirst = (_answer: string) => {};
    entry.loads = [() => new Promise((resolve) => (answerFirst = resolve))];
    const first = reload('race');
    entry.loads = [() => Promise.resolve('second')];
    await reload('race', true);
    answerFirst('first');
    await first;
    expect(entry.store.get().data).toBe('second');
  });

  it('asks again for what is on the screen as long as one component shows it, and forgets the rest', async () => {
    let asked = 0;
    const load = () => Promise.resolve(++asked);
    const shown = entryOf('list:shown');
    shown.loads = [load, load];
    const left = entryOf('list:left');
    shown.loads = shown.loads.slice(1);
    invalidate('list:');
    await Promise.resolve();
    expect(asked).toBe(1);
    expect(entryOf('list:left')).not.toBe(left);
  });
});
