import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the service with more to do than it can', () => {
  let service: TestApp;
  let open = () => {};
  const sockets: Socket[] = [];

  afterEach(async () => {
    open();
    for (const socket of sockets.splice(0)) socket.destroy();
    await service.close();
  });

  function heldProcessor(): GateProcessor {
    const gate = new GateProcessor();
    gate.hold = new Promise((resolve) => (open = resolve));
    return gate;
  }

  const event = (id: string, padding = 0) => ({
    event_id: id,
    schema_version: 'test',
    payload: 'x'.repeat(padding),
  });

  it('takes no more bytes in than INGEST_MAX_BYTES_IN_FLIGHT, and forgets none of them', async () => {
    const gate = heldProcessor();
    service = await startTestApp({
      processor: gate,
      env: { MAX_BODY_BYTES: '10000', INGEST_MAX_BYTES_IN_FLIGHT: '10000' },
    });
    const first = deliver(service.url, event('a', 6_000));
    await expect.poll(() => gate.runs.length).toBe(1);
    const refused = await deliver(service.url, event('b', 6_000));
    expect([refused.status, refused.body.code, refused.headers.get('retry-after')]).toEqual([
      503,
      'overloaded',
      '1',
    ]);
    const small = deliver(service.url, event('c', 1_000));
    await expect.poll(() => gate.runs.length).toBe(2);
    open();
    expect((await Promise.all([first, small])).map(({ status }) => status)).toEqual([200, 200]);
    expect((await deliver(service.url, event('b', 6_000))).status).toBe(200);
  });

  /** Sends the head of a delivery and `sent`, and keeps the connection open. */
  async function halfSent(length: string, sent = ''): Promise<Socket> {
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => {});
    sockets.push(socket);
    const head = `POST /webhook/cxone-data-actions HTTP/1.1\r\nHost: x\r\n${length}\r\n\r\n`;
    await new Promise((resolve) => socket.write(head + sent, resolve));
    return socket;
  }

  it('counts what has arrived and not what was declared or is untold', async () => {
    service = await startTestApp({
      env: { MAX_BODY_BYTES: '10000', INGEST_MAX_BYTES_IN_FLIGHT: '10000' },
    });
    for (let n = 0; n < 20; n++) await halfSent('Content-Length: 10000');
    for (let n = 0; n < 20; n++) await halfSent('Transfer-Encoding: chunked');
    for (let n = 0; n < 5; n++) expect((await deliver(service.url, event(`s${n}`, 6_000))).status).toBe(200);
  });

  it.each([
    ['of number', { INGEST_MAX_IN_FLIGHT: '8' }, 30, ''],
    ['of bytes', { MAX_BODY_BYTES: '10000', INGEST_MAX_BYTES_IN_FLIGHT: '20000' }, 30, 'x'.repeat(4_000)],
  ])('lets half-sent bodies past a limit %s give way to what arrives', async (_what, env, count, sent) => {
    service = await startTestApp({ env });
    for (let n = 0; n < count; n++) await halfSent('Content-Length: 10000', sent);
    // Those of the last moment may still be on their way; a sender delivers again.
    await expect.poll(async () => (await deliver(service.url, event('whole', 3_000))).status).toBe(200);
  });

  it('ends a body whose next byte does not come, or comes too slowly', { timeout: 30_000 }, async () => {
    service = await startTestApp();
    const trickle = await halfSent('Content-Length: 10000');
    const timer = setInterval(() => trickle.write('x'), 200);
    const silent = await halfSent('Content-Length: 10000', 'x'.repeat(9_000));
    const answerOf = (socket: Socket) =>
      new Promise<string>((resolve) => {
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('close', () => resolve(text));
      });
    const answers = await Promise.all([answerOf(trickle), answerOf(silent)]);
    clearInterval(timer);
    for (const answer of answers) expect(answer).toMatch(/^HTTP\/1.1 408 [\s\S]*body_too_slow/);
  });

  it('drops a half-sent request by its deadline, and goes on', async () => {
    service = await startTestApp({ settings: { http: { requestTimeoutMs: 300 } } });
    const { port } = new URL(service.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      'POST /webhook/cxone-data-actions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"event_',
    );
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
    });
    expect(answer).toContain('408');
    expect((await send(`${service.url}/health/live`)).status).toBe(200);
  });

  it('lets half-sent requests to the API keep nobody out', async () => {
    service = await startTestApp({ settings: { http: { apiMaxInFlight: 2 } } });
    const { port, hostname } = new URL(service.url);
    for (let n = 0; n < 10; n++) {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => {});
      sockets.push(socket);
      socket.write('POST /api/v1/dlq/retry HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{');
    }
    expect((await api(service.url, '/events', undefined, 'GET')).status).toBe(200);
    await expect.poll(async () => (await api(service.url, '/retry', { limit: 1 })).status).toBe(200);
  });

  it('answers no more requests to the API at once than it has places for', async () => {
    const gate = new GateProcessor();
    gate.verdict = 'transient';
    service = await startTestApp({ processor: gate, settings: { http: { apiMaxInFlight: 1 } } });
    const { body } = await deliver(service.url, event('a'));
    gate.runs.length = 0;
    gate.hold = new Promise((resolve) => (open = resolve));
    const retry = api(service.url, `/events/${body.trace_id}/retry`);
    await expect.poll(() => gate.runs.length).toBe(1);
    const refused = await api(service.url, '/events', undefined, 'GET');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    open();
    expect((await retry).status).toBe(200);
    expect((await api(service.url, '/events', undefined, 'GET')).status).toBe(200);
  });
});
