import type { ServerResponse } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestOfKey } from '../../src/access/keys/api-key.js';
import { WEBHOOK_PATH } from '../../src/http/webhook.path.js';
import { launchBrowser } from '../support/browser.js';
import { ForeignPage } from '../support/foreign-page.js';
import { deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const KEY = 'an-admin-key-of-a-test';
const ACCESS = { ACCESS_KEYS: `boss:admin:${digestOfKey(KEY)}`, SESSION_SECRET: 's'.repeat(32) };

/** A request that a page can make. */
interface Attempt {
  how: 'form' | 'fetch';
  method: string;
  url: string;
  /** Of a form its `enctype`; of a fetch its Content-Type. */
  type: string;
  mode: 'cors' | 'no-cors';
  body: string;
}

/** A hundred forms and more, from two origins. */
const TIMEOUT_MS = 180_000;

describe('a page of another origin', { timeout: TIMEOUT_MS }, () => {
  let service: TestApp;
  let foreign: ForeignPage;
  let browser: Browser;
  let page: Page;
  let traceId: string;

  beforeEach(async () => {
    foreign = await ForeignPage.start();
    browser = await launchBrowser();
    page = await browser.newPage();
  });
  afterEach(async () => {
    await browser.close();
    await foreign.stop();
    await service.close();
  });

  async function start(env: Record<string, string>): Promise<void> {
    service = await startTestApp({ env });
    traceId = (await deliver(service.url, { event_id: 'evt_1', payload: {} })).body.trace_id;
  }

  /** Every object of the store, with its content. */
  async function content(): Promise<Record<string, string>> {
    const objects: Record<string, string> = {};
    const { entries } = await service.store.list({ prefix: '', limit: 1_000 });
    for (const { key } of entries) {
      const found = await service.store.get(key);
      objects[key] =
        found.outcome === 'found' ? Buffer.from(found.object.bytes).toString('utf8') : found.outcome;
    }
    return objects;
  }

  /** Every operation that may change something, as often as a page can try it; the webhook is for everybody. */
  async function attempts(): Promise<Attempt[]> {
    const { body } = await send(`${service.url}/docs/openapi.json`);
    const operations = Object.entries(body['paths'] as Record<string, Record<string, unknown>>).flatMap(
      ([path, methods]) =>
        Object.keys(methods)
          .filter((method) => method !== 'get' && path !== WEBHOOK_PATH)
          .map((method) => ({ method: method.toUpperCase(), path })),
    );
    expect(operations.length).toBeGreaterThanOrEqual(9);
    return operations.flatMap(({ method, path }) => {
      const url = service.url + path.replace('{trace_id}', traceId).replace(/\{[^}]+\}/g, 'x');
      const bodies = ['', '{}', '{"trace_ids":["x"]}'.replace('x', traceId)];
      return bodies.flatMap((text): Attempt[] => [
        ...['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain'].map(
          (type): Attempt => ({ how: 'form', method: 'POST', url, type, mode: 'no-cors', body: text }),
        ),
        ...['text/plain', 'application/json', 'application/x-www-form-urlencoded'].flatMap((type) =>
          (['cors', 'no-cors'] as const).map((mode): Attempt => ({
            how: 'fetch',
            method,
            url,
            type,
            mode,
            body: text,
          })),
        ),
      ]);
    });
  }

  /** Makes the page try them all, and waits until each has its answer or was kept back by the browser. */
  async function tryAll(origin: string, all: Attempt[]): Promise<void> {
    await page.goto(origin);
    await page.evaluate(async (list) => {
      const byForm = async ({ url, type, body }: Attempt, name: string) => {
        const frame = document.createElement('iframe');
        frame.name = name;
        const form = document.createElement('form');
        Object.assign(form, { method: 'POST', action: url, enctype: type, target: name });
        const field = document.createElement('input');
        // A text/plain form writes name=value: the name may hold nearly all of a JSON text.
        Object.assign(field, { name: body.slice(0, -1), value: body.slice(-1) });
        form.append(field);
        document.body.append(frame, form);
        const answered = new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
        form.submit();
        await answered;
      };
      const byFetch = async ({ url, method, type, mode, body }: Attempt) => {
        const init = { method, mode, headers: { 'content-type': type }, credentials: 'include' as const };
        await fetch(url, body === '' ? init : { ...init, body }).catch(() => null);
      };
      await Promise.all(
        list.map((attempt, index) =>
          attempt.how === 'form' ? byForm(attempt, `frame ${index}`) : byFetch(attempt),
        ),
      );
    }, all);
  }

  async function expectNothingChanges(): Promise<void> {
    const answers = new Map<number, number>();
    const before = await content();
    const all = await attempts();
    // At the service: a browser does not tell of each answer that it kept from a page.
    const server = service.app.getHttpServer();
    server.on('request', (_request, response: ServerResponse) =>
      response.once('close', () => {
        answers.set(response.statusCode, (answers.get(response.statusCode) ?? 0) + 1);
      }),
    );
    for (const origin of [foreign.otherSite, foreign.sameSite]) {
      // The API takes only so many requests at once.
      for (let at = 0; at < all.length; at += 24) await tryAll(origin, all.slice(at, at + 24));
    }
    expect(await content()).toEqual(before);
    const forms = all.filter(({ how }) => how === 'form').length;
    // Each form reached the service and was refused: as another origin, or from another site without the cookie.
    const refused = [...answers]
      .filter(([status]) => status >= 400)
      .reduce((sum, [, count]) => sum + count, 0);
    expect(refused).toBeGreaterThanOrEqual(2 * forms);
    expect(answers.get(403)).toBeGreaterThanOrEqual(forms);
    expect([...answers.keys()].filter((status) => status < 300)).toEqual([]);
  }

  /** What no foreign page may do works from a page of ours: the attempts above can fail. */
  async function expectOwnPageChanges(): Promise<void> {
    const before = await content();
    await page.goto(`${service.url}/docs`);
    const status = await page.evaluate(
      async () => (await fetch('/api/v1/dlq/retry', { method: 'POST' })).status,
    );
    expect(status).toBe(200);
    expect(await content()).not.toEqual(before);
  }

  it('changes nothing where no access is configured', async () => {
    await start({});
    await expectNothingChanges();
    await expectOwnPageChanges();
  });

  it('changes nothing by the session of a person in the same browser', async () => {
    await start(ACCESS);
    await page.goto(`${service.url}/docs`);
    const signedIn = await page.evaluate(
      async (authorization) =>
        (await fetch('/api/v1/session', { method: 'POST', headers: { authorization } })).status,
      `Bearer ${KEY}`,
    );
    expect(signedIn).toBe(200);
    await expectNothingChanges();
    // The session is still there: nobody was signed out either.
    await expectOwnPageChanges();
  });
});
