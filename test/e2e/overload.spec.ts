import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the service with more to do than it can', () => {
  let service: TestApp;
  let open = () => {};

  afterEach(async () => {
    open();
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

  it('counts a body of untold length as the largest', async () => {
    const gate = heldProcessor();
    service = await startTestApp({
      processor: gate,
      env: { MAX_BODY_BYTES: '10000', INGEST_MAX_BYTES_IN_FLIGHT: '10000' },
    });
    const { port, hostname } = new URL(service.url);
    const socket: Socket = connect(Number(port), hostname);
    const head = 'POST /webhook/cxone-data-actions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n';
    const body = JSON.stringify(event('chunked'));
    socket.write(`${head}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`);
    await expect.poll(() => gate.runs.length).toBe(1);
    expect((await deliver(service.url, event('b'))).status).toBe(503);
    socket.destroy();
    open();
    await expect.poll(async () => (await deliver(service.url, event('b'))).status).toBe(200);
  });

  it('answers no more requests to the API at once than API_MAX_IN_FLIGHT', async () => {
    const gate = new GateProcessor();
    gate.verdict = 'transient';
    service = await startTestApp({ processor: gate, env: { API_MAX_IN_FLIGHT: '1' } });
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
