import { afterEach, describe, expect, it, vi } from 'vitest';
import { CatalogService } from '../../src/catalog/catalog.service.js';
import { api } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('POST /catalog/refresh', () => {
  let app: TestApp;

  afterEach(async () => {
    vi.restoreAllMocks();
    await app.close();
  });

  it('lists once for all who ask at the same time', async () => {
    app = await startTestApp({ env: { CATALOG_POLL_MS: '3600000' } });
    const state = async () => (await api(app.url, '/stats', undefined, 'GET')).body['catalog'];
    await expect.poll(state, { timeout: 10_000 }).toMatchObject({ state: 'ready' });
    const really = app.store.list.bind(app.store);
    const list = vi.spyOn(app.store, 'list');
    await api(app.url, '/catalog/refresh');
    const ofOne = list.mock.calls.length;
    expect(ofOne).toBeGreaterThan(0);

    const asked = vi.spyOn(app.app.get(CatalogService), 'refresh');
    let open = () => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    list.mockClear();
    list.mockImplementation(async (...call) => {
      await opened;
      return really(...call);
    });
    const answers = Promise.all(Array.from({ length: 10 }, () => api(app.url, '/catalog/refresh')));
    await expect.poll(() => asked.mock.calls.length, { timeout: 10_000 }).toBe(10);
    open();
    expect((await answers).map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(list).toHaveBeenCalledTimes(ofOne);
  });
});
