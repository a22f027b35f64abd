import { afterEach, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../test/support/test-app.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

describe('the front page', () => {
  let service: TestApp;
  afterEach(() => service.close());

  const ask = (path: string, accept: string, method = 'GET') =>
    fetch(`${service.url}${path}`, { method, headers: { accept }, redirect: 'manual' });

  it('leads a browser to the console, and no other client', async () => {
    service = await startTestApp();
    const toBrowser = await ask('/', BROWSER);
    expect([toBrowser.status, toBrowser.headers.get('location')]).toEqual([302, '/console']);
    expect(toBrowser.headers.get('vary')).toBe('Accept');
    for (const accept of ['*/*', 'application/json']) {
      const answer = await ask('/', accept);
      expect([answer.status, await answer.json()]).toMatchObject([404, { code: 'not_found' }]);
    }
    expect((await ask('/', BROWSER, 'POST')).status).toBe(404);
    expect((await ask('/nothing', BROWSER)).status).toBe(404);
  });
});
