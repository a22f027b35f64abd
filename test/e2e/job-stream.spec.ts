import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Shutdown } from '../../src/runtime/shutdown.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver } from '../support/http.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

const PLACES = 32;

describe('GET /redrives/{job_id}/stream', () => {
  let service: TestApp;
  let path: string;

  beforeAll(async () => {
    const gate = new GateProcessor();
    gate.verdict = 'permanent';
    service = await startTestApp({ processor: gate });
    await deliver(service.url, { event_id: 'a', tenant_id: 't', schema_version: 'test' });
    const { body } = await api(service.url, '/redrives', { action: 'retry', all: true });
    path = `${service.url}/api/v1/dlq/redrives/${String(body.job_id)}/stream`;
  });
  afterAll(() => service.close());

  it('tells proxies to keep nothing back and nothing for later', async () => {
    const leave = new AbortController();
    const { headers, body } = await fetch(path, { signal: leave.signal });
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(headers.get('cache-control')).toBe('no-store, no-transform');
    expect(headers.get('x-accel-buffering')).toBe('no');
    const { value } = await body!.getReader().read();
    expect(Buffer.from(value!).toString()).toMatch(
      /^id: \S+\nevent: progress\ndata: \{.*"state":"planned".*\}\n\n$/,
    );
    leave.abort();
    expect((await fetch(path, { method: 'HEAD' })).status).toBe(200);
  });

  it('has a number of places, which are free again when their clients have gone', async () => {
    const leave = new AbortController();
    const { signal } = leave;
    const streams = await Promise.all(Array.from({ length: PLACES }, () => fetch(path, { signal })));
    expect(streams.map(({ status }) => status)).toEqual(streams.map(() => 200));
    const refused = await fetch(path);
    expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([503, 'overloaded']);
    leave.abort();
    const next = new AbortController();
    await expect.poll(async () => (await fetch(path, { signal: next.signal })).status).toBe(200);
    next.abort();
  });

  it('ends when the service is told to end, and whoever comes again is told nothing twice', async () => {
    const first = await fetch(path);
    const reader = first.body!.getReader();
    const text = Buffer.from((await reader.read()).value!).toString();
    service.app.get(Shutdown).startDraining();
    expect((await reader.read()).done).toBe(true);
    const id = /^id: (\S+)/.exec(text)![1]!;
    // A service that drains ends a stream at once, after what the client has not seen.
    const again = await fetch(path, { headers: { 'Last-Event-ID': id } });
    expect(await again.text()).toBe('');
  });
});
