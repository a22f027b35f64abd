import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadCauses } from './load-causes.js';

afterEach(() => vi.unstubAllGlobals());

describe('loadCauses', () => {
  /** Two pages, as the service answers: the token after the last page is empty. */
  const asked: string[] = [];
  const load = (pages: number) => {
    asked.length = 0;
    vi.stubGlobal('fetch', (url: string) => {
      asked.push(url);
      const isLast = url.includes('next_token=p2');
      const items = [{ fingerprint: isLast ? 'second' : 'first' }];
      const page = { items, matched: 2, next_token: isLast ? '' : 'p2', catalog: { state: 'ready' } };
      return Promise.resolve(Response.json(page));
    });
    return loadCauses({}, pages, new AbortController().signal);
  };

  it('says that there are more until the last page is loaded', async () => {
    expect(await load(1)).toMatchObject({ items: [{ fingerprint: 'first' }], more: true });
    expect(await load(2)).toMatchObject({ more: false, matched: 2 });
  });

  it('ends with the last page where more pages were asked for, and shows no cause twice', async () => {
    const { items } = await load(4);
    expect(items.map(({ fingerprint }) => fingerprint)).toEqual(['first', 'second']);
    expect(asked).toHaveLength(2);
  });
});
