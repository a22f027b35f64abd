import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEAD_LETTER_PREFIX, makeTraceId } from '../../src/domain/letter/trace-id.js';
import { GateProcessor } from '../support/gate-processor.js';
import { api, deliver, send } from '../support/http.js';
import { startS3Server, type S3Server } from '../support/s3-server.js';
import { startTestApp, type TestApp } from '../support/test-app.js';

describe('the service when its S3 server fails', () => {
  let s3: S3Server;
  let service: TestApp;
  let gate: GateProcessor;

  beforeEach(async () => {
    s3 = await startS3Server();
    gate = new GateProcessor();
    gate.verdict = 'transient';
    service = await start();
  });

  const start = (env: Record<string, string> = {}) =>
    startTestApp({
      processor: gate,
      env: {
        DLQ_BUCKET: s3.bucket,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        INGEST_MAX_IN_FLIGHT: '4',
        STORE_CALL_TIMEOUT_MS: '3000',
        ...env,
      },
    });

  afterEach(async () => {
    await service.close();
    await s3.stop();
  });

  const isDeadLetter = (key: string) => key.startsWith(DEAD_LETTER_PREFIX);
  /** The proof of the store writes objects of its own meanwhile. */
  const deadLetters = () => [...s3.objects.keys()].filter(isDeadLetter);
  const event = (id: string) => ({ event_id: id, schema_version: 'test' });

  it('answers 500 while the server hangs, and joins the redelivery to the same record', async () => {
    s3.setFault(({ key }) => (isDeadLetter(key) ? 'applyAndHang' : undefined));
    const first = await deliver(service.url, event('e'));
    expect([first.status, first.body.code]).toEqual([500, 'not_stored']);
    s3.setFault(undefined);
    const second = await deliver(service.url, event('e'));
    expect(second.status).toBe(200);
    expect(deadLetters()).toEqual([expect.stringContaining(second.body.trace_id)]);
    expect(gate.runs).toHaveLength(1);
  });

  it('answers 500 while the server is gone, and works again when it is back', async () => {
    await s3.stop();
    expect((await deliver(service.url, event('e'))).status).toBe(500);
    const ready = await send(`${service.url}/health/ready`);
    expect([ready.status, ready.body.status]).toEqual([503, 'unavailable']);
    // What is known is still listed; what must be read is not to be had.
    expect((await api(service.url, '/events', undefined, 'GET')).status).toBe(200);
    const absent = makeTraceId(Date.now(), 'a'.repeat(32));
    const shown = await api(service.url, `/events/${absent}`, undefined, 'GET');
    expect([shown.status, shown.body.code]).toEqual([503, 'store_unavailable']);
    const { correlation_id } = shown.body;
    const told = service.log.lines.filter(({ fields }) => fields.correlation_id === correlation_id);
    expect(told).toMatchObject([{ level: 'error', fields: { error_name: 'StoreError' } }]);
    expect((await send(`${service.url}/health/live`)).status).toBe(200);
    await s3.start();
    expect((await deliver(service.url, event('e'))).status).toBe(200);
    expect(deadLetters()).toHaveLength(1);
  });

  it('says once that the bucket keeps no versions', async () => {
    for (const id of ['a', 'b']) await deliver(service.url, event(id));
    const said = service.log.lines.filter(({ event: name }) => name === 'bucket_not_versioned');
    expect(said).toHaveLength(1);
  });

  it('answers 503 with Retry-After when the server asks for less', async () => {
    s3.setFault(({ key }) => (isDeadLetter(key) ? 'slowDown' : undefined));
    const answer = await deliver(service.url, event('e'));
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
  });

  it('stores an event that ran out of time, and lets its next retry wait for the run that may go on', async () => {
    await service.close();
    // The processing ends early, so that most of the answer's time is left for the write.
    service = await start({ WEBHOOK_PROCESSING_TIMEOUT_MS: '1000' });
    gate.verdict = 'hang';
    const { body } = await deliver(service.url, event('slow'));
    const shown = await api(service.url, `/events/${body.trace_id}`, undefined, 'GET');
    expect(shown.body).toMatchObject({ error_code: 'processing_timeout', status: 'pending' });
    const { next_retry_at, failed_at } = shown.body as Record<string, string>;
    expect(Date.parse(next_retry_at!) - Date.parse(failed_at!)).toBeGreaterThanOrEqual(20_000);
    expect(gate.runs[0]!.context.signal.aborted).toBe(true);
  });

  it('takes no more than INGEST_MAX_IN_FLIGHT at once, and forgets none of them', async () => {
    await service.close();
    // All four have come long before the first is cut off.
    service = await start({ WEBHOOK_PROCESSING_TIMEOUT_MS: '2500' });
    gate.verdict = 'pass';
    let open = () => {};
    gate.hold = new Promise((resolve) => (open = resolve));
    const inFlight = ['a', 'b', 'c', 'd'].map((id) => deliver(service.url, event(id)));
    await expect.poll(() => gate.runs.length).toBe(4);
    const refused = await deliver(service.url, event('e'));
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    open();
    expect((await Promise.all(inFlight)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await deliver(service.url, event('e'))).status).toBe(200);
  });

  it('says nothing of the request in the log when a call fails', async () => {
    await s3.stop();
    await deliver(service.url, event('private-id'));
    expect(service.log.text()).not.toMatch(/authorization|AWS4-HMAC|private-id/i);
    expect(service.log.lines.map(({ event: name }) => name)).toContain('dead_letter_not_stored');
    await s3.start();
  });
});
